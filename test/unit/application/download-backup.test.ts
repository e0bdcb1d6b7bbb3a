import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { DownloadBackup } from '../../../src/application/download-backup.ts';
import type { BackupManagerException } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { keyOf } from '../../support/in-memory-product.ts';

const CONTENT = 'SQLite format 3\0content';

describe('DownloadBackup', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let download: DownloadBackup;

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    download = new DownloadBackup({ store });
  });

  const publish = async () => publishBackup(disk, store, { content: CONTENT, storedBytes: CONTENT.length });
  const codeOf = async (filename: string): Promise<string> =>
    ((await rejectionOf(download.execute({ filename }))) as BackupManagerException).code;

  it('returns the stored bytes with the recorded digest', async () => {
    const { filename } = await publish();
    const { artifact, storedSha256, backup } = await download.execute({ filename });
    const pieces: Uint8Array[] = [];
    for await (const piece of artifact.read(0, artifact.sizeBytes)) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).to.equal(CONTENT);
    expect(backup.record).to.have.nested.property('manifest.storedSha256', storedSha256);
    await artifact.close();
    expect(store.openCount).to.equal(0);
  });

  it('refuses a file of another size than recorded, and closes it', async () => {
    const { filename } = await publish();
    disk.write(keyOf({ filename }), `${CONTENT}!`);
    expect(await codeOf(filename)).to.equal('BACKUP_VERIFICATION');
    expect(store.openCount).to.equal(0);
  });

  it('refuses one whose manifest is damaged', async () => {
    const { filename } = await publish();
    disk.write(`${keyOf({ filename })}.json`, '{}');
    expect(await codeOf(filename)).to.equal('BACKUP_VERIFICATION');
  });

  it("refuses another tool's file, which may be a database in use", async () => {
    disk.write(keyOf({ filename: 'other.db' }), CONTENT);
    expect(await codeOf('other.db')).to.equal('USAGE');
  });

  it('finds only listed backups', async () => {
    disk.write('/etc/passwd', 'x');
    expect(await codeOf('../etc/passwd')).to.equal('BACKUP_NOT_FOUND');
  });
});
