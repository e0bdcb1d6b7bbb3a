import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { BackupStore, ManifestDraft } from '../../../src/application/ports/backup-store.ts';
import {
  EMPTY_STATE,
  isVerified,
  manifestOf,
  type Backup,
  type BackupState,
} from '../../../src/domain/backup/backup.ts';
import { closureOf } from '../../../src/domain/backup/chain.ts';
import { damageKindOf, damageOf, fileDamageOf } from '../../../src/domain/backup/damage.ts';
import { HOUR_MS, NOW, aManifest, aVerification, digestsOf } from '../../support/backup-builder.ts';
import type { BackupStoreSubject } from './backup-store.contract.ts';

interface Current {
  readonly subject: BackupStoreSubject;
  readonly store: BackupStore;
}

type Publish = (changes?: Partial<ManifestDraft>, state?: BackupState, content?: string) => Promise<Backup>;

const VERIFIED: BackupState = { ...EMPTY_STATE, verifications: [aVerification()] };

/** Fulls with diffs and incrs. A part of the contract. */
export function describeChains(current: () => Current, publish: Publish): void {
  const publishFull = (changes: Partial<ManifestDraft> = {}) =>
    publish({ chain: 'c1', ...changes }, VERIFIED, 'the full');
  const publishDelta = (parent: Backup, type: 'diff' | 'incr', hours: number): Promise<Backup> => {
    const { filename, storedSha256, chain, database } = manifestOf(parent)!;
    const createdAt = new Date(NOW.getTime() + hours * HOUR_MS);
    const facts = { type, chain, database, createdAt, frames: 1, parent: { filename, storedSha256 } };
    return publish(facts, VERIFIED, `${type} ${String(hours)}`);
  };
  const namesIn = (backup: Backup | undefined) => closureOf(backup!).map(({ filename }) => filename);

  describe('publishes and places a delta under the name of a write-ahead log', () => {
    it('next to its full, with its facts', async () => {
      const { store, subject } = current();
      const full = await publishFull();
      const delta = await publishDelta(full, 'diff', 1);
      expect(delta.filename).to.equal('app-20261122T220800123Z.wal.gz');
      expect(await subject.read(delta.filename)).to.equal('diff 1');
      const [listed] = await subject.createStore().list();
      expect(listed?.compression).to.equal('gzip');
      expect(manifestOf(listed!)).to.deep.include({
        type: 'diff',
        chain: 'c1',
        frames: 1,
        parent: { filename: full.filename, storedSha256: manifestOf(full)!.storedSha256 },
      });
      await store.remove(delta);
      expect(await subject.files()).to.deep.equal(
        ['', '.json', '.state.json'].map((ending) => `${full.filename}${ending}`),
      );
    });

    it('and with the next ordinal where the name is taken', async () => {
      const full = await publishFull();
      await publishDelta(full, 'diff', 1);
      expect((await publishDelta(full, 'incr', 1)).filename).to.equal('app-20261122T220800123Z-2.wal.gz');
    });

    it('also without its parent, as a copy', async () => {
      const { store, subject } = current();
      const content = 'the delta';
      const parent = { filename: 'app-20261122T210800123Z.db.gz', storedSha256: 'b'.repeat(64) };
      const facts = { type: 'incr', chain: 'c1', frames: 3, parent } as const;
      const manifest = aManifest({ ...digestsOf(content), ...facts });
      const placed = await store.place(manifest, VERIFIED, {
        sizeBytes: content.length,
        read: async function* (start, end) {
          yield Promise.resolve(Buffer.from(content.slice(start, end)));
        },
        close: () => Promise.resolve(),
      });
      expect(placed.filename).to.equal('app-20261122T210800123Z.wal.gz');
      expect(await subject.read(placed.filename)).to.equal(content);
      const [listed] = await store.list();
      expect(manifestOf(listed!)).to.deep.equal(manifest);
    });
  });

  describe('lists a delta with the backups below it', () => {
    it('in the whole list and in that of its database', async () => {
      const { store, subject } = current();
      const full = await publishFull();
      const diff = await publishDelta(full, 'diff', 1);
      const incr = await publishDelta(diff, 'incr', 2);
      await publishFull({ database: 'shop' });
      for (const listed of [await store.list({ database: 'app' }), await subject.createStore().list()]) {
        const found = listed.find(({ filename }) => filename === incr.filename);
        expect(namesIn(found)).to.deep.equal([full.filename, diff.filename, incr.filename]);
        expect(isVerified(found!)).to.equal(true);
        expect(listed.map(damageOf)).to.deep.equal(listed.map(() => undefined));
      }
    });

    it('and shows a missing one as damage of all above it, not of their files', async () => {
      const { store } = current();
      const full = await publishFull();
      const diff = await publishDelta(full, 'diff', 1);
      await publishDelta(diff, 'incr', 2);
      await store.remove(full);
      const listed = await store.list();
      expect(listed.map(damageKindOf)).to.deep.equal(['not_restorable', 'not_restorable']);
      expect(listed.map(damageOf)).to.deep.equal([
        `its parent ${full.filename} is missing`,
        `its parent ${full.filename} is missing`,
      ]);
      expect(listed.map(fileDamageOf)).to.deep.equal([undefined, undefined]);
      expect(listed.map(isVerified)).to.deep.equal([false, false]);
    });

    it('and not with a backup of another digest under the name of its parent', async () => {
      const { store } = current();
      const full = await publishFull();
      const diff = await publishDelta(full, 'diff', 1);
      await store.remove(full);
      const other = await publish({ chain: 'c1' }, VERIFIED, 'other');
      expect(other.filename).to.equal(full.filename);
      const [listed] = await store.list();
      expect(listed?.filename).to.equal(diff.filename);
      expect(damageKindOf(listed!)).to.equal('not_restorable');
      expect(namesIn(listed)).to.deep.equal([diff.filename]);
    });
  });
}
