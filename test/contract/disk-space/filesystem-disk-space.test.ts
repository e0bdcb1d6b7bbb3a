import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FilesystemDiskSpace } from '../../../src/adapters/outbound/disk-space/filesystem-disk-space.ts';
import { describeDiskSpace } from './disk-space.contract.ts';

describeDiskSpace('FilesystemDiskSpace', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'disk-space-'));
  return {
    diskSpace: new FilesystemDiskSpace(),
    directory,
    // It has 0 of 0 blocks, as many cloud mounts do.
    withoutSize: () => (process.platform === 'linux' ? '/proc' : undefined),
    // Too long a name cannot exist, nor be created: whoever runs the test, root too, is refused.
    breakMeasuring: () => join(directory, 'x'.repeat(5000)),
    dispose: async () => rm(directory, { recursive: true }),
  };
});

describe('FilesystemDiskSpace', () => {
  it('reports the size of the file system', async () => {
    const { blocks, bsize } = await statfs(tmpdir());
    expect((await new FilesystemDiskSpace().measure(tmpdir())).totalBytes).to.equal(blocks * bsize);
  });

  it('measures the nearest directory when a file is in the way', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'disk-space-'));
    try {
      await writeFile(join(directory, 'file'), '');
      const { totalBytes } = await new FilesystemDiskSpace().measure(join(directory, 'file', 'below'));
      expect(totalBytes).to.be.above(0);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
