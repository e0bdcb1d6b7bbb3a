import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type {
  BackupStore,
  ManifestDraft,
  OpenArtifact,
} from '../../../src/application/ports/backup-store.ts';
import { EMPTY_STATE, type BackupState } from '../../../src/domain/backup/backup.ts';
import type { Manifest } from '../../../src/domain/backup/manifest.ts';
import type { BackupManagerException } from '../../../src/domain/exceptions/backup-manager-exception.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import { DAY_MS, NOW, aManifest, aVerification, digestsOf } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeChains } from './chains.contract.ts';
import { describeCommitByManifest } from './commit-by-manifest.contract.ts';

export interface BackupStoreSubject {
  /** Stores on the same directory, which does not exist yet. */
  createStore(): BackupStore;
  /** A staged artifact. */
  stage(content: string): Promise<string>;
  isStaged(path: string): Promise<boolean>;
  /** `undefined` where there is no file. */
  read(name: string): Promise<string | undefined>;
  write(name: string, content: string): Promise<void>;
  /** As an operator does: only the file. */
  remove(name: string): Promise<void>;
  /** Names of the data files and records in the store. */
  files(): Promise<readonly string[]>;
  /** Makes every later write of a record fail. */
  refuseWrites(): Promise<void>;
  /** Makes the file impossible to remove. */
  refuseRemoval(name: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface BackupStoreTraits {
  /** Which step makes a backup: the data file's name in a directory, the manifest in a remote store. */
  readonly commit: 'data' | 'manifest';
  /** What a store that cannot write or remove throws. */
  readonly failure: abstract new (...args: never[]) => BackupManagerException;
}

const DIRECTORY: BackupStoreTraits = { commit: 'data', failure: BackupDirectoryException };

const STATE: BackupState = {
  pinned: true,
  label: 'before the migration "é" \n 备份',
  verifications: [aVerification('failed', new Date(NOW.getTime() - 1)), aVerification()],
};

export function describeBackupStore(
  name: string,
  create: () => Promise<BackupStoreSubject>,
  { commit, failure }: BackupStoreTraits = DIRECTORY,
): void {
  const isDirectory = commit === 'data';
  describe(`${name} is a BackupStore`, () => {
    let subject: BackupStoreSubject;
    let store: BackupStore;

    beforeEach(async () => {
      subject = await create();
      store = subject.createStore();
    });

    afterEach(() => subject.dispose());

    const publish = async (changes: Partial<ManifestDraft> = {}, state = EMPTY_STATE, content = 'content') =>
      store.publish(await subject.stage(content), aManifest({ ...digestsOf(content), ...changes }), state);

    describe('publishes a backup completely or not at all', () => {
      it('with its content, under a name of the grammar', async () => {
        const staged = await subject.stage('the content');
        const backup = await store.publish(staged, aManifest(digestsOf('the content')), EMPTY_STATE);
        expect(backup.filename).to.equal('app-20261122T210800123Z.db.gz');
        expect(backup.location).to.include(backup.filename).and.to.include(store.location);
        expect(await subject.read(backup.filename)).to.equal('the content');
        expect(await subject.isStaged(staged)).to.equal(false);
      });

      it('and leaves not even a record after a failure', async () => {
        const kept = await publish();
        const before = await subject.files();
        const staged = await subject.stage('second');
        await subject.refuseWrites();
        const draft = aManifest({ ...digestsOf('second'), database: 'other' });
        const error = await rejectionOf(store.publish(staged, draft, STATE));
        expect(error).to.be.instanceOf(failure);
        expect((error as BackupManagerException).hint).not.to.equal('');
        expect(await subject.files()).to.deep.equal(before);
        expect((await store.list()).map(({ filename }) => filename)).to.deep.equal([kept.filename]);
      });

      it('and leaves nothing after an abort', async () => {
        const staged = await subject.stage('x');
        const reason = new Error('enough');
        const aborted = AbortSignal.abort(reason);
        expect(await rejectionOf(store.publish(staged, aManifest(), STATE, aborted))).to.equal(reason);
        expect(await subject.files()).to.deep.equal([]);
        expect(await subject.isStaged(staged)).to.equal(true);
      });

      it('and leaves nothing when the staged artifact is missing', async () => {
        const error = await rejectionOf(
          store.publish(`${await subject.stage('x')}-gone`, aManifest(), STATE),
        );
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect(await subject.files()).to.deep.equal([]);
      });
    });

    describe('places a copy under the same file name with the same manifest, completely or not at all', () => {
      const CONTENT = 'the stored bytes';
      const MANIFEST: Manifest = {
        ...aManifest(digestsOf(CONTENT)),
        filename: 'app-20261122T210800123Z-7.db.gz',
      };
      const bytes = (text: string): OpenArtifact => ({
        sizeBytes: text.length,
        read: async function* (start, end) {
          for (const letter of text.slice(start, end)) yield Promise.resolve(Buffer.from(letter));
        },
        close: () => Promise.resolve(),
      });

      it('with its state', async () => {
        const placed = await store.place(MANIFEST, STATE, bytes(CONTENT));
        expect(placed.record).to.deep.equal({ condition: 'intact', manifest: MANIFEST });
        expect(placed.state).to.deep.equal(STATE);
        expect(await subject.createStore().list()).to.deep.equal([placed]);
        expect(await subject.read(MANIFEST.filename)).to.equal(CONTENT);
      });

      it('and can be repeated: the copy stays as it is', async () => {
        await store.place(MANIFEST, STATE, bytes(CONTENT));
        const again = await store.place(MANIFEST, EMPTY_STATE, bytes('never read'));
        expect(again.state).to.deep.equal(STATE);
        expect(await subject.read(MANIFEST.filename)).to.equal(CONTENT);
      });

      it('and puts back a lost data file', async () => {
        await store.place(MANIFEST, EMPTY_STATE, bytes(CONTENT));
        await subject.remove(MANIFEST.filename);
        await store.place(MANIFEST, EMPTY_STATE, bytes(CONTENT));
        expect(await subject.read(MANIFEST.filename)).to.equal(CONTENT);
        expect((await store.list())[0]).not.to.have.property('isDataMissing');
      });

      it('and keeps the state of a copy that was lost', async () => {
        await store.place(MANIFEST, STATE, bytes(CONTENT));
        await subject.remove(MANIFEST.filename);
        const placed = await store.place(MANIFEST, EMPTY_STATE, bytes(CONTENT));
        expect(placed.state).to.deep.equal(STATE);
        expect(await subject.createStore().list()).to.deep.equal([placed]);
      });

      it('and leaves a lost copy listed as lost when the bytes are wrong', async () => {
        await store.place(MANIFEST, STATE, bytes(CONTENT));
        await subject.remove(MANIFEST.filename);
        await rejectionOf(store.place(MANIFEST, STATE, bytes('the stored BYTES')));
        const [lost] = await subject.createStore().list();
        expect(lost).to.include({ filename: MANIFEST.filename, isDataMissing: true });
        expect(lost?.state).to.deep.equal(STATE);
      });

      for (const [what, text] of [
        ['other bytes', 'the stored BYTES'],
        ['too few bytes', 'the stored'],
        ['too many bytes', `${CONTENT}!`],
      ] as const) {
        it(`but not ${what}`, async () => {
          const error = await rejectionOf(store.place(MANIFEST, STATE, bytes(text)));
          expect(error).to.be.instanceOf(BackupVerificationException);
          expect(await subject.files()).to.deep.equal([]);
        });
      }

      it('but not where the name is taken by a different backup', async () => {
        await store.place({ ...MANIFEST, ...digestsOf('other') }, STATE, bytes('other'));
        const error = await rejectionOf(store.place(MANIFEST, STATE, bytes(CONTENT)));
        expect(error).to.be.instanceOf(BackupVerificationException);
        expect(await subject.read(MANIFEST.filename)).to.equal('other');
      });

      it('but not after an abort', async () => {
        const reason = new Error('enough');
        const error = await rejectionOf(
          store.place(MANIFEST, STATE, bytes(CONTENT), AbortSignal.abort(reason)),
        );
        expect(error).to.equal(reason);
        expect(await subject.files()).to.deep.equal([]);
      });
    });

    describe('never replaces an existing file', () => {
      it('of a backup, but takes the next ordinal', async () => {
        const names = [];
        for (const content of ['1', '2', '3']) names.push((await publish({}, STATE, content)).filename);
        expect(names).to.deep.equal([
          'app-20261122T210800123Z.db.gz',
          'app-20261122T210800123Z-2.db.gz',
          'app-20261122T210800123Z-3.db.gz',
        ]);
        for (const [index, name] of names.entries()) {
          expect(await subject.read(name)).to.equal(String(index + 1));
        }
        const filenames = (await store.list()).map(
          ({ record }) => record.condition === 'intact' && record.manifest.filename,
        );
        expect(filenames).to.have.members(names);
      });

      for (const ending of ['', '.json', '.state.json']) {
        it(`of another tool: ${ending}`, async () => {
          const name = `app-20261122T210800123Z.db.gz${ending}`;
          await subject.write(name, 'precious');
          const backup = await publish();
          expect(backup.filename).to.equal('app-20261122T210800123Z-2.db.gz');
          expect(backup.state).to.deep.equal(EMPTY_STATE);
          expect(await subject.read(name)).to.equal('precious');
        });
      }
    });

    it('shares published backups between all stores of the directory', async () => {
      const published = [
        await publish({ storedBytes: 7 }, STATE),
        await publish({ database: 'b.c-d', compression: 'none', storedBytes: 7, createdAt: new Date(0) }),
        await publish({
          database: 'z',
          compression: 'zstd',
          storedBytes: 7,
          createdAt: new Date(1),
          sourcePath: '/data/备份 "it\'s" é\u007f\\.db',
          sourceCheck: { level: 'none', result: 'inconclusive', detail: '', durationMs: 0 },
        }),
      ];
      const listed = await subject.createStore().list();
      expect(listed).to.have.deep.members(published);
      expect(listed.map(({ record }) => record.condition)).to.deep.equal(['intact', 'intact', 'intact']);
      expect(listed[0]?.state).to.deep.equal(STATE);
    });

    it('lists one database as in the whole list', async () => {
      for (const database of ['app', 'app.2', 'app-1', 'ap'])
        for (const days of [1, 2])
          await publish({ database, createdAt: new Date(NOW.getTime() - days * DAY_MS) }, STATE);
      await subject.write('app-20200101T000000000Z.db', "another tool's");
      await subject.write('theirs.db', "another tool's");
      const all = await store.list();
      for (const database of ['app', 'app.2', 'app-1', 'ap', 'none']) {
        const expected = all.filter((backup) => backup.database === database);
        expect(await store.list({ database })).to.deep.equal(expected);
      }
      expect(await store.list({ database: 'app' })).to.have.length(isDirectory ? 3 : 2);
      expect(await store.list({ database: undefined })).to.deep.equal(all);
    });

    it('lists newest first', async () => {
      for (const days of [2, 5, 1, 4]) {
        await publish({ createdAt: new Date(NOW.getTime() - days * DAY_MS), database: `db${days}` });
      }
      const databases = (await store.list()).map(({ database }) => database);
      expect(databases).to.deep.equal(['db1', 'db2', 'db4', 'db5']);
    });

    describe('lists a changed manifest as damaged', () => {
      it('for any changed character', async () => {
        const { filename } = await publish();
        const text = (await subject.read(`${filename}.json`)) ?? '';
        // Of a remote store only some: each change is a request.
        const digits = [...text.matchAll(/[0-9a-f]/g)]
          .map(({ index }) => index)
          .filter((_, number) => isDirectory || number % 25 === 0);
        for (const index of digits) {
          const other = text[index] === '1' ? '2' : '1';
          await subject.write(`${filename}.json`, text.slice(0, index) + other + text.slice(index + 1));
          const [backup] = await store.list();
          expect(backup?.record.condition, `character ${index}`).to.equal('damaged');
          expect(backup?.filename).to.equal(filename);
        }
      });

      for (const [what, text] of [
        ['emptied', ''],
        ['replaced by garbage', '\0\xff{'],
        ['replaced by other JSON', '{"format":1}'],
        ['replaced by null', 'null'],
      ] as const) {
        it(`when it is ${what}`, async () => {
          const { filename } = await publish();
          await subject.write(`${filename}.json`, text);
          const [backup] = await store.list();
          expect(backup?.record).to.have.property('condition', 'damaged');
          expect(backup?.record).to.have.property('problem').that.is.not.empty;
          expect(backup?.database).to.equal('app');
          expect(backup?.createdAt).to.deep.equal(NOW);
        });
      }

      it('when two backups have swapped their manifests', async () => {
        const one = await publish();
        const two = await publish();
        const texts = [
          await subject.read(`${one.filename}.json`),
          await subject.read(`${two.filename}.json`),
        ];
        await subject.write(`${one.filename}.json`, texts[1] ?? '');
        await subject.write(`${two.filename}.json`, texts[0] ?? '');
        const conditions = (await store.list()).map(({ record }) => record.condition);
        expect(conditions).to.deep.equal(['damaged', 'damaged']);
      });
    });

    describe('lists a manifest without its data file with `isDataMissing`', () => {
      const lose = async (state = EMPTY_STATE) => {
        const backup = await publish({ storedBytes: 7 }, state);
        await subject.remove(backup.filename);
        return backup;
      };

      it('with manifest and state, alone and in the whole list', async () => {
        const lost = { ...(await lose(STATE)), storedBytes: 0, modifiedAt: undefined, isDataMissing: true };
        const kept = await publish({ storedBytes: 7, database: 'shop' });
        expect(await store.list()).to.have.deep.members([lost, kept]);
        expect(await subject.createStore().list({ database: 'app' })).to.deep.equal([lost]);
        expect(await store.list({ database: 'shop' })).to.deep.equal([kept]);
      });

      it('until its records are removed; its state can be changed', async () => {
        const [lost] = [await lose()];
        const [listed] = await store.list();
        await store.saveState(listed!, STATE);
        expect((await store.list())[0]?.state).to.deep.equal(STATE);
        await store.remove(lost);
        expect(await store.list()).to.deep.equal([]);
        expect(await subject.files()).to.deep.equal([]);
      });

      it('and does not reuse its name', async () => {
        const lost = await lose();
        expect((await publish()).filename).not.to.equal(lost.filename);
      });
    });

    if (isDirectory)
      it("lists other tools' data files as unmanaged, and not their other files", async () => {
        await subject.write('nightly.db', 'hello');
        await subject.write('shop-20260101T000000000Z.db.zst', 'hello');
        await subject.write('readme.txt', 'hello');
        const ours = await publish();
        const listed = await store.list();
        expect(listed).to.have.length(3);
        expect(listed.find(({ filename }) => filename === ours.filename)?.record.condition).to.equal(
          'intact',
        );
        expect(listed.filter(({ record }) => record.condition === 'missing')).to.have.length(2);
        const nameless = listed.find(({ database }) => database === undefined);
        expect(nameless).to.include({ filename: 'nightly.db', compression: 'none', storedBytes: 5 });
        const shop = listed.find(({ database }) => database === 'shop');
        expect(shop).to.include({ compression: 'zstd', storedBytes: 5 });
        expect(shop?.createdAt).to.deep.equal(new Date('2026-01-01T00:00:00.000Z'));
      });

    if (!isDirectory) describeCommitByManifest(() => ({ subject, store }), publish);

    describeChains(() => ({ subject, store }), publish);

    describe('open', () => {
      const text = async (artifact: OpenArtifact, start: number, end: number): Promise<string> => {
        const pieces: Uint8Array[] = [];
        for await (const piece of artifact.read(start, end)) pieces.push(piece);
        return Buffer.concat(pieces).toString();
      };
      const openDigits = async () => store.open(await publish({}, EMPTY_STATE, '0123456789'));

      it('reads the whole artifact and any part of it, repeatedly', async () => {
        const artifact = await openDigits();
        expect(artifact.sizeBytes).to.equal(10);
        expect(await text(artifact, 0, 10)).to.equal('0123456789');
        expect(await text(artifact, 3, 7)).to.equal('3456');
        expect(await text(artifact, 10, 10)).to.equal('');
        await artifact.close();
        await artifact.close();
      });

      if (isDirectory)
        it('keeps an open artifact readable after the file is removed', async () => {
          const artifact = await openDigits();
          for (const backup of await store.list()) await store.remove(backup);
          expect(await text(artifact, 0, 10)).to.equal('0123456789');
          await artifact.close();
        });
      else
        it('reads an artifact that is removed meanwhile whole or not at all', async () => {
          const artifact = await openDigits();
          for (const backup of await store.list()) await store.remove(backup);
          const read = await text(artifact, 0, 10).catch((error: unknown) => error);
          if (read !== '0123456789') expect(read).to.be.instanceOf(failure);
          await artifact.close();
        });

      it('returns independent pieces: a change of one does not affect others', async () => {
        const artifact = await openDigits();
        for await (const piece of artifact.read(0, 10)) piece.fill(0);
        expect(await text(artifact, 0, 10)).to.equal('0123456789');
        await artifact.close();
      });

      it('throws BackupNotFoundException when the file is missing', async () => {
        const backup = await publish();
        await store.remove(backup);
        expect(await rejectionOf(store.open(backup))).to.be.instanceOf(BackupNotFoundException);
      });
    });

    it('lists a missing backup directory as empty', async () => {
      expect(await store.list()).to.deep.equal([]);
    });

    it('keeps the time of the last run that found the database unchanged', async () => {
      const currentAsOf = new Date(NOW.getTime() + 3_600_000);
      const published = await publish({}, STATE);
      const saved = await store.saveState(published, { ...STATE, currentAsOf });
      expect(saved.state).to.deep.equal({ ...STATE, currentAsOf });
      expect(await subject.createStore().list()).to.deep.equal([saved]);
      const other = await publish({ database: 'other' }, { ...EMPTY_STATE, currentAsOf });
      const [listed] = await subject.createStore().list({ database: 'other' });
      expect(listed).to.deep.equal(other);
      expect(listed?.state.currentAsOf).to.deep.equal(currentAsOf);
    });

    describe('saveState', () => {
      it('replaces the state for every store, and nothing else', async () => {
        const backup = await publish({ storedBytes: 7 }, STATE);
        const state = { pinned: false, label: undefined, verifications: [] };
        const saved = await store.saveState(backup, state);
        expect(saved).to.deep.equal({ ...backup, state });
        expect(await subject.createStore().list()).to.deep.equal([saved]);
      });

      if (isDirectory)
        it("keeps the state of another tool's file", async () => {
          await subject.write('nightly.db', 'hello');
          const [backup] = await store.list();
          await store.saveState(backup!, STATE);
          const [listed] = await subject.createStore().list();
          expect(listed?.state).to.deep.equal(STATE);
          expect(listed?.record.condition).to.equal('missing');
        });

      it('throws BackupNotFoundException when the backup is gone', async () => {
        const backup = await publish();
        await store.remove(backup);
        const error = await rejectionOf(store.saveState(backup, STATE));
        expect(error).to.be.instanceOf(BackupNotFoundException);
        expect(await subject.files()).to.deep.equal([]);
      });

      it(`throws ${failure.name} and keeps the old state when a write fails`, async () => {
        const backup = await publish({}, STATE);
        await subject.refuseWrites();
        const error = await rejectionOf(store.saveState(backup, EMPTY_STATE));
        expect(error).to.be.instanceOf(failure);
        expect((await store.list())[0]?.state).to.deep.equal(STATE);
      });
    });

    if (isDirectory)
      describe('adopt', () => {
        const NAMED = 'app-20261122T210800123Z-2.db.gz';

        const foreign = async (filename: string) => {
          await subject.write(filename, 'content of another tool');
          const found = (await store.list()).find((backup) => backup.filename === filename);
          if (found === undefined) throw new Error(`${filename} is not listed`);
          return found;
        };

        it('keeps a valid backup name, and lists the file with its manifest and state', async () => {
          const adopted = await store.adopt(await foreign(NAMED), aManifest({ adopted: true }), STATE);
          expect(adopted.filename).to.equal(NAMED);
          expect(adopted.record).to.deep.equal({
            condition: 'intact',
            manifest: { ...aManifest({ adopted: true }), filename: NAMED },
          });
          expect(adopted.state).to.deep.equal(STATE);
          expect(await subject.createStore().list()).to.deep.equal([adopted]);
          expect(await subject.read(adopted.filename)).to.equal('content of another tool');
        });

        for (const filename of [
          'nightly.db.gz',
          'shop-20261122T210800123Z.db.gz',
          'app-20260101T000000000Z.db.gz',
        ]) {
          it(`renames ${filename} to a free name`, async () => {
            const taken = await publish({}, STATE);
            const found = await foreign(filename);
            await store.saveState(found, STATE);
            const adopted = await store.adopt(found, aManifest(), STATE);
            expect(adopted.filename).to.equal(NAMED);
            expect(await subject.read(adopted.filename)).to.equal('content of another tool');
            expect(await subject.read(taken.filename)).to.equal('content');
            const own = [taken.filename, adopted.filename];
            const expected = own.flatMap((name) => [name, `${name}.json`, `${name}.state.json`]);
            expect(await subject.files()).to.have.members(expected);
            expect(await subject.createStore().list()).to.deep.include(adopted);
          });
        }

        it('throws BackupNotFoundException when the file is gone', async () => {
          const found = await foreign(NAMED);
          await store.remove(found);
          const error = await rejectionOf(store.adopt(found, aManifest(), STATE));
          expect(error).to.be.instanceOf(BackupNotFoundException);
          expect(await subject.files()).to.deep.equal([]);
        });

        for (const filename of [NAMED, 'nightly.db.gz']) {
          it(`throws BackupDirectoryException and leaves ${filename} unchanged when a write fails`, async () => {
            const found = await foreign(filename);
            await subject.refuseWrites();
            const error = await rejectionOf(store.adopt(found, aManifest(), STATE));
            expect(error).to.be.instanceOf(BackupDirectoryException);
            expect(await subject.files()).to.deep.equal([found.filename]);
            expect(await store.list()).to.deep.equal([found]);
          });
        }
      });

    describe('tests itself with a small file and leaves none', () => {
      it('when it can be used', async () => {
        const checks = await store.test();
        expect(checks.map(({ name, result }) => [name, result])).to.deep.include.members([
          ['list', 'ok'],
          ['write', 'ok'],
          ['read', 'ok'],
          ['remove', 'ok'],
        ]);
        expect(await subject.files()).to.deep.equal([]);
      });

      it('and says why it cannot be written', async () => {
        await publish();
        await subject.refuseWrites();
        const last = (await store.test()).find(({ result }) => result === 'failed');
        expect(last).to.include({ name: 'write' });
        expect(last?.detail).not.to.equal('');
        expect(last?.hint).not.to.equal('');
      });
    });

    describe('remove', () => {
      it('removes the data file and its records, and nothing of others', async () => {
        const one = await publish({}, STATE);
        const two = await publish({}, STATE);
        await store.remove(one);
        expect((await store.list()).map(({ filename }) => filename)).to.deep.equal([two.filename]);
        expect(await subject.files()).to.deep.equal([
          two.filename,
          `${two.filename}.json`,
          `${two.filename}.state.json`,
        ]);
      });

      it('succeeds when the backup is already gone', async () => {
        const backup = await publish({}, STATE);
        await store.remove(backup);
        await store.remove(backup);
        expect(await subject.files()).to.deep.equal([]);
      });

      it(`throws ${failure.name} and keeps the records when it cannot remove`, async () => {
        const backup = await publish({}, STATE);
        await subject.refuseRemoval(backup.filename);
        const error = await rejectionOf(store.remove(backup));
        expect(error).to.be.instanceOf(failure);
        expect(await subject.read(`${backup.filename}.json`)).not.to.equal(undefined);
        expect(await subject.read(`${backup.filename}.state.json`)).not.to.equal(undefined);
      });
    });
  });
}
