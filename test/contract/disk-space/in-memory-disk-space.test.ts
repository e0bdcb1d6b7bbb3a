import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryDiskSpace } from '../../../src/adapters/outbound/disk-space/in-memory-disk-space.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { describeDiskSpace } from './disk-space.contract.ts';

describeDiskSpace('InMemoryDiskSpace', async () => {
  const diskSpace = new InMemoryDiskSpace(new InMemoryDisk());
  const breakMeasuring = (): string => {
    diskSpace.failure = new BackupDirectoryException('no permission', { hint: 'chmod' });
    return '/backup';
  };
  return Promise.resolve({
    diskSpace,
    directory: '/backup',
    withoutSize: () => {
      diskSpace.isUnknown = true;
      return '/backup';
    },
    breakMeasuring,
    dispose: async () => Promise.resolve(),
  });
});

describe('InMemoryDiskSpace', () => {
  it('sees what is written to its disk', async () => {
    const disk = new InMemoryDisk(100);
    disk.write('/x', 'x'.repeat(30));
    expect(await new InMemoryDiskSpace(disk).measure()).to.deep.equal({ freeBytes: 70, totalBytes: 100 });
  });
});
