import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FilesystemBackupStore } from '../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { FilesystemStagingArea } from '../../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { aManifest } from '../../support/backup-builder.ts';
import { FaultInMemoryDisk } from '../../support/fault-in-memory-disk.ts';
import { mountSmallDisk } from '../../support/fault-small-disk.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { readdir, writeFile } from 'node:fs/promises';

describe('a publish that fails at any step leaves nothing', () => {
  // The writes after the staged artifact are state and manifest.
  for (const [kind, nth] of [
    ['write', 2],
    ['write', 3],
    ['rename', 1],
  ] as const) {
    it(`InMemoryBackupStore, ${kind} ${nth}`, async () => {
      const disk = new FaultInMemoryDisk();
      const store = new InMemoryBackupStore(disk);
      disk.failAt(kind, nth);
      const error = await rejectionOf(publishBackup(disk, store));
      expect(error).to.have.property('message').that.includes('injected fault');
      expect(disk.paths()).to.deep.equal(['/backup/.state/staging/one']);
      expect(await store.list()).to.deep.equal([]);
    });
  }

  it('FilesystemBackupStore, on a full disk', async function () {
    const disk = await mountSmallDisk();
    if (disk === undefined) return this.skip();
    try {
      const store = new FilesystemBackupStore(disk.directory);
      const stagedPath = await new FilesystemStagingArea(disk.directory).allocate('app', 'gzip');
      await writeFile(stagedPath, 'content');
      await disk.fill(0);
      const error = await rejectionOf(
        store.publish(stagedPath, aManifest(), { pinned: true, label: 'x', verifications: [] }),
      );
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(error).to.have.property('message').that.includes('no room left');
      expect(error).to.have.property('hint').that.includes('backup-manager cleanup');
      expect((await readdir(disk.directory)).sort()).to.deep.equal(['.state', 'filler']);
      expect(await readdir(`${disk.directory}/.state/staging`)).to.have.length(1);
      expect(await store.list()).to.deep.equal([]);
    } finally {
      await disk.dispose();
    }
  });
});
