import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { StagingArea } from '../../../src/application/ports/staging-area.ts';
import type { BackupStore } from '../../../src/application/ports/backup-store.ts';
import { COMPRESSIONS, ENDING_OF } from '../../../src/domain/backup/compression.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface StagingAreaSubject {
  readonly staging: StagingArea;
  /** The backups of the same directory, which is not there yet. */
  readonly store: BackupStore;
  write(path: string): Promise<void>;
  /** Every file of the backup directory, staging included. */
  files(): Promise<readonly string[]>;
  /** From now on nothing can be written. */
  refuseWrites(): Promise<void>;
  dispose(): Promise<void>;
}

/** The promises of the StagingArea port. */
export function describeStagingArea(name: string, create: () => Promise<StagingAreaSubject>): void {
  describe(`${name} is a StagingArea`, () => {
    let subject: StagingAreaSubject;
    let staging: StagingArea;

    beforeEach(async () => {
      subject = await create();
      staging = subject.staging;
    });

    afterEach(() => subject.dispose());

    /** An artifact with all that may stand beside it. */
    async function stage(database: string): Promise<readonly string[]> {
      const path = await staging.allocate(database, 'gzip');
      const paths = [path, `${path}.spool`, `${path}.spool-journal`, `${path}-wal`].sort();
      for (const each of paths) await subject.write(each);
      return paths;
    }

    it("An allocated path is unique, on the backup store's own file system, and nothing is there yet", async () => {
      const paths = await Promise.all(
        Array.from({ length: 50 }, (_, index) => staging.allocate('app', COMPRESSIONS[index % 3]!)),
      );
      expect(new Set(paths).size).to.equal(50);
      for (const [index, path] of paths.entries()) {
        expect(path).to.satisfy((each: string) =>
          each.startsWith(`${subject.store.directory}/.state/staging/`),
        );
        expect(path).to.satisfy((each: string) => each.endsWith(ENDING_OF[COMPRESSIONS[index % 3]!]));
      }
      expect(await subject.files()).to.deep.equal([]);
    });

    it('allocate creates the backup directory when it is missing: the path can be written at once', async () => {
      const path = await staging.allocate('app', 'none');
      await subject.write(path);
      expect(await subject.files()).to.deep.equal([path]);
    });

    it('allocate: BackupDirectoryException when the directory is not creatable or not writable', async () => {
      await subject.refuseWrites();
      const error = await rejectionOf(staging.allocate('app', 'gzip'));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).not.to.equal('');
    });

    it('allocateScratch gives a path that can be written at once, and discard removes what is there', async () => {
      const path = await staging.allocateScratch('app');
      expect(await staging.allocateScratch('app')).to.not.equal(path);
      await subject.write(path);
      await staging.discard(path);
      expect(await subject.files()).to.deep.equal([]);
    });

    it('What is in staging is never listed as a backup', async () => {
      await stage('app');
      expect(await subject.store.list()).to.deep.equal([]);
    });

    describe('discard', () => {
      it('removes what is at an allocated path, with the spool and side files next to it, and no more', async () => {
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

    describe("`sweep` removes every leftover of that database and nothing of another's", () => {
      for (const other of ['app-2', 'ap', 'app.db', 'APP', 'app_', 'b']) {
        it(`${other} stays when app is swept`, async () => {
          await stage('app');
          const others = await stage(other);
          await stage('app');
          await staging.sweep('app');
          expect(await subject.files()).to.deep.equal(others);
        });
      }

      it('is idempotent, and no error where there is nothing yet', async () => {
        await staging.sweep('app');
        await stage('app');
        await staging.sweep('app');
        await staging.sweep('app');
        expect(await subject.files()).to.deep.equal([]);
      });
    });

    describe('leftoverDatabases', () => {
      it('names every database that has files in staging once, until it is swept', async () => {
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

      it('BackupDirectoryException when backups could not be written', async () => {
        await subject.refuseWrites();
        expect(await rejectionOf(staging.probe())).to.be.instanceOf(BackupDirectoryException);
      });
    });
  });
}
