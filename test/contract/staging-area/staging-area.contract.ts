import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { StagingArea } from '../../../src/application/ports/staging-area.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { COMPRESSIONS, ENDING_OF } from '../../../src/domain/backup/compression.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { EMPTY_STATE } from '../../../src/domain/backup/backup.ts';
import { aManifest } from '../../support/backup-builder.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface StagingAreaSubject {
  readonly staging: StagingArea;
  /** Backups of the same directory, which does not exist yet. */
  readonly store: BackupStore;
  write(path: string, text?: string): Promise<void>;
  /** Every file of the backup directory, staging included. */
  files(): Promise<readonly string[]>;
  /** Makes every later write fail. */
  refuseWrites(): Promise<void>;
  dispose(): Promise<void>;
}

export function describeStagingArea(name: string, create: () => Promise<StagingAreaSubject>): void {
  describe(`${name} is a StagingArea`, () => {
    let subject: StagingAreaSubject;
    let staging: StagingArea;

    beforeEach(async () => {
      subject = await create();
      staging = subject.staging;
    });

    afterEach(() => subject.dispose());

    /** An artifact with all possible files beside it. */
    async function stage(database: string): Promise<readonly string[]> {
      const path = await staging.allocate(database, 'gzip');
      const paths = [path, `${path}.spool`, `${path}.spool-journal`, `${path}-wal`].sort();
      for (const each of paths) await subject.write(each);
      return paths;
    }

    it("allocates a unique path on the store's file system without creating a file", async () => {
      const paths = await Promise.all(
        Array.from({ length: 50 }, (_, index) => staging.allocate('app', COMPRESSIONS[index % 3]!)),
      );
      expect(new Set(paths).size).to.equal(50);
      for (const [index, path] of paths.entries()) {
        expect(path).to.include('/.state/staging/');
        expect(path).to.satisfy((each: string) => each.endsWith(ENDING_OF[COMPRESSIONS[index % 3]!]));
      }
      expect(await subject.files()).to.deep.equal([]);
    });

    it('creates a missing backup directory on allocate', async () => {
      const path = await staging.allocate('app', 'none');
      await subject.write(path);
      expect(await subject.files()).to.deep.equal([path]);
    });

    it('throws BackupDirectoryException when the directory cannot be created or written', async () => {
      await subject.refuseWrites();
      const error = await rejectionOf(staging.allocate('app', 'gzip'));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).not.to.equal('');
    });

    it('allocates a scratch path, and discard removes its file', async () => {
      const path = await staging.allocateScratch('app');
      expect(await staging.allocateScratch('app')).to.not.equal(path);
      await subject.write(path);
      await staging.discard(path);
      expect(await subject.files()).to.deep.equal([]);
    });

    it('never shows staged files as backups', async () => {
      await stage('app');
      expect(await subject.store.list()).to.deep.equal([]);
    });

    it('keeps an open artifact readable after it is published', async () => {
      const path = await staging.allocate('app', 'gzip');
      await subject.write(path, '0123456789');
      const artifact = await staging.open(path);
      await subject.store.publish(path, aManifest(), EMPTY_STATE);
      const pieces: Uint8Array[] = [];
      for await (const piece of artifact.read(2, 10)) pieces.push(piece);
      expect(artifact.sizeBytes).to.equal(10);
      expect(Buffer.concat(pieces).toString()).to.equal('23456789');
      await artifact.close();
    });

    describe('discard', () => {
      it('removes the file with its spool and side files, and nothing else', async () => {
        const [path = ''] = await stage('app');
        const others = await stage('app');
        await staging.discard(path);
        expect(await subject.files()).to.deep.equal(others);
      });

      it('is idempotent', async () => {
        const path = await staging.allocate('app', 'gzip');
        await staging.discard(path);
        await staging.discard(path);
        expect(await subject.files()).to.deep.equal([]);
      });

      it('never throws', async () => {
        const path = await staging.allocate('app', 'gzip');
        await subject.refuseWrites();
        await staging.discard(path);
        await staging.discard(`${path}/below/a/file`);
      });
    });

    describe('sweeps all leftovers of the database and nothing of others', () => {
      for (const other of ['app-2', 'ap', 'app.db', 'APP', 'app_', 'b']) {
        it(`keeps ${other} when app is swept`, async () => {
          await stage('app');
          const others = await stage(other);
          await stage('app');
          await staging.sweep('app');
          expect(await subject.files()).to.deep.equal(others);
        });
      }

      it('is idempotent, also without a directory', async () => {
        await staging.sweep('app');
        await stage('app');
        await staging.sweep('app');
        await staging.sweep('app');
        expect(await subject.files()).to.deep.equal([]);
      });
    });

    describe('leftoverDatabases', () => {
      it('names each database with staged files once, until it is swept', async () => {
        expect(await staging.leftoverDatabases()).to.deep.equal([]);
        for (const database of ['b', 'app', 'app-2', 'app']) await stage(database);
        await staging.probe();
        expect(await staging.leftoverDatabases()).to.deep.equal(['app', 'app-2', 'b']);
        await staging.sweep('app');
        expect(await staging.leftoverDatabases()).to.deep.equal(['app-2', 'b']);
      });
    });

    describe('probe', () => {
      it('leaves nothing behind', async () => {
        await staging.probe();
        expect(await subject.files()).to.deep.equal([]);
      });

      it('throws BackupDirectoryException when a backup could not be written', async () => {
        await subject.refuseWrites();
        expect(await rejectionOf(staging.probe())).to.be.instanceOf(BackupDirectoryException);
      });
    });
  });
}
