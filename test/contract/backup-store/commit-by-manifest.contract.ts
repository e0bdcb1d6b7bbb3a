import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { BackupStore, ManifestDraft } from '../../../src/application/ports/backup-store.ts';
import { EMPTY_STATE, type Backup, type BackupState } from '../../../src/domain/backup/backup.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { aBackup, aManifest, digestsOf } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import type { BackupStoreSubject } from './backup-store.contract.ts';

interface Current {
  readonly subject: BackupStoreSubject;
  readonly store: BackupStore;
}

type Publish = (changes?: Partial<ManifestDraft>, state?: BackupState, content?: string) => Promise<Backup>;

/** What differs in a remote store: the manifest is the commit. A part of the contract. */
export function describeCommitByManifest(current: () => Current, publish: Publish): void {
  it('does not list a data file without a manifest', async () => {
    const { store, subject } = current();
    const kept = await publish();
    const other = await publish({ database: 'other' });
    await subject.write('shop-20260101T000000000Z.db.zst', 'hello');
    await subject.remove(`${other.filename}.json`);
    expect((await store.list()).map(({ filename }) => filename)).to.deep.equal([kept.filename]);
    expect(await store.list({ database: 'shop' })).to.deep.equal([]);
    expect(await store.list({ database: 'other' })).to.deep.equal([]);
  });

  it('publishes only the bytes that the draft describes', async () => {
    const { store, subject } = current();
    const staged = await subject.stage('changed after its capture');
    const draft = aManifest(digestsOf('unchanged after its capture'));
    const error = await rejectionOf(store.publish(staged, draft, EMPTY_STATE));
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect(await subject.files()).to.deep.equal([]);
    expect(await subject.isStaged(staged)).to.equal(true);
  });

  it('places a copy over data without a manifest, as an interrupted copy leaves it', async () => {
    const { store, subject } = current();
    const backup = await publish();
    const artifact = await store.open(backup);
    await subject.remove(`${backup.filename}.json`);
    await subject.write(backup.filename, 'half');
    if (backup.record.condition !== 'intact') throw new Error('the backup has no manifest');
    const source = {
      ...artifact,
      sizeBytes: 'content'.length,
      read: async function* () {
        yield Promise.resolve(Buffer.from('content'));
      },
    };
    await store.place(backup.record.manifest, EMPTY_STATE, source);
    await artifact.close();
    expect(await subject.read(backup.filename)).to.equal('content');
    expect(await store.list()).to.have.length(1);
  });

  describe('has no local files', () => {
    it('of a backup, and owns none', async () => {
      const { store } = current();
      expect(await store.localPath(await publish())).to.equal(undefined);
      expect(await store.owns('/etc/hosts')).to.equal(false);
    });

    it('to adopt', async () => {
      const { store } = current();
      const error = await rejectionOf(store.adopt(aBackup(), aManifest(), EMPTY_STATE));
      expect(error).to.be.instanceOf(UsageException);
      expect((error as UsageException).hint).not.to.equal('');
    });
  });
}
