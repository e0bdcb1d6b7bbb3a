import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilesystemBackupStore } from '../../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { expectStore } from '../../../../src/adapters/outbound/files/known-stores.ts';
import { makeDirectory } from '../../../../src/adapters/outbound/files/make-directory.ts';
import { LockFileOperationLock } from '../../../../src/adapters/outbound/operation-lock/lock-file-operation-lock.ts';
import { SqliteOperationLock } from '../../../../src/adapters/outbound/operation-lock/sqlite-operation-lock.ts';
import { FilesystemStagingArea } from '../../../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import type { RunWarning } from '../../../../src/application/ports/run-listener.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const LOCKS = { LockFileOperationLock, SqliteOperationLock } as const;

describe('a backup directory that disappears', () => {
  let folder: string;
  let store: string;
  let elsewhere: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'known-stores-'));
    store = join(folder, 'backup');
    elsewhere = join(folder, 'elsewhere');
    await use(store);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const use = async (
    directory: string,
    Lock: (typeof LOCKS)[keyof typeof LOCKS] = LockFileOperationLock,
  ): Promise<readonly RunWarning[]> => {
    const held = await new Lock(directory).acquire('app', 'create');
    await held.release();
    return held.warnings ?? [];
  };

  const markerOf = (directory: string): { readonly format: number; readonly id: string } =>
    JSON.parse(readFileSync(join(directory, '.state', 'store.json'), 'utf8')) as never;

  async function expectRefused(work: Promise<unknown>): Promise<BackupDirectoryException> {
    const error = await rejectionOf(work);
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect((error as Error).message)
      .to.include('is it mounted?')
      .and.to.include(store);
    return error as BackupDirectoryException;
  }

  for (const [what, leave] of [
    ['nothing is left', () => undefined],
    ['its empty mount point is left', () => mkdirSync(store)],
    [
      'another .state is on the mount point',
      () => mkdirSync(join(store, '.state', 'locks'), { recursive: true }),
    ],
  ] as const) {
    it(`is neither created nor listed when ${what}`, async () => {
      renameSync(store, elsewhere);
      leave();
      const left = existsSync(store) ? readdirSync(store, { recursive: true }) : undefined;
      await expectRefused(use(store));
      await expectRefused(use(store, SqliteOperationLock));
      await expectRefused(new FilesystemStagingArea(store).probe());
      await expectRefused(makeDirectory(join(store, '.state', 'quarantine')));
      const { hint } = await expectRefused(new FilesystemBackupStore(store).list());
      expect(hint).to.include('restart this program');
      expect(existsSync(store) ? readdirSync(store, { recursive: true }) : undefined).to.deep.equal(left);
    });
  }

  it('is used again when it returns', async () => {
    renameSync(store, elsewhere);
    await expectRefused(use(store));
    renameSync(elsewhere, store);
    expect(await use(store)).to.deep.equal([]);
    expect(await new FilesystemBackupStore(store).list()).to.deep.equal([]);
  });

  it('does not affect other directories', async () => {
    rmSync(store, { recursive: true });
    await makeDirectory(`${store}-2`);
    expect(existsSync(`${store}-2`)).to.equal(true);
  });

  it('warns once when another store is at its path', async () => {
    const { id } = markerOf(store);
    await use(elsewhere);
    renameSync(store, join(folder, 'first'));
    renameSync(elsewhere, store);
    expect(markerOf(store).id).not.to.equal(id);
    const [warning, ...more] = await use(store);
    expect(warning?.message).to.include('another backup directory than before').and.to.include(store);
    expect(more).to.deep.equal([]);
    expect(await use(store)).to.deep.equal([]);
  });

  for (const [name, Lock] of Object.entries(LOCKS)) {
    it(`has one marker, whichever run is the first (${name})`, async () => {
      const directory = join(folder, 'new');
      const locks = ['a', 'b', 'c', 'd'].map((database) => new Lock(directory).acquire(database, 'create'));
      const held = await Promise.all(locks);
      await Promise.all(held.map((lock) => lock.release()));
      expect(held.flatMap(({ warnings }) => warnings ?? [])).to.deep.equal([]);
      expect(markerOf(directory)).to.have.keys('format', 'id').and.to.include({ format: 1 });
      expect(readdirSync(join(directory, '.state', 'staging'))).to.deep.equal([]);
    });
  }

  it('works without a marker where none can be written', async () => {
    const directory = join(folder, 'full');
    mkdirSync(join(directory, '.state', 'locks'), { recursive: true });
    writeFileSync(join(directory, '.state', 'staging'), 'a file where the folder should be');
    expect(await use(directory)).to.deep.equal([]);
    expect(existsSync(join(directory, '.state', 'store.json'))).to.equal(false);
  });

  describe('in a later process', () => {
    let recordFolder: string;
    let directory: string;
    beforeEach(() => {
      recordFolder = join(folder, 'state', 'sqlite-backup-manager');
      directory = join(folder, 'other');
    });

    const recordPath = (): string => join(recordFolder, readdirSync(recordFolder)[0] ?? 'none');

    it('is recognised by the record of its id', async () => {
      await expectStore(directory, { mustExist: false, recordFolder });
      expect(existsSync(recordFolder), 'nothing is recorded before its use').to.equal(false);
      await use(directory);
      const record: unknown = JSON.parse(readFileSync(recordPath(), 'utf8'));
      expect(record).to.deep.equal({ format: 1, path: directory, id: markerOf(directory).id });
      expect(readdirSync(recordFolder)).to.have.length(1);
    });

    it('names the record in the hint', async () => {
      const names = join(folder, 'of-another-process');
      await expectStore(directory, { mustExist: false, recordFolder: names });
      await use(directory);
      renameSync(directory, elsewhere);
      const error = await rejectionOf(new FilesystemBackupStore(directory).list());
      expect((error as BackupDirectoryException).hint).to.include(
        join(names, readdirSync(names)[0] ?? 'none'),
      );
    });

    it('does not fail a run when the record cannot be read or written', async () => {
      writeFileSync(join(folder, 'state'), 'a file where the folder should be');
      await expectStore(directory, { mustExist: false, recordFolder });
      expect(await use(directory)).to.deep.equal([]);
    });
  });

  describe('with backup_dir_must_exist', () => {
    it('is refused before its first use, and works after it', async () => {
      const directory = join(folder, 'mounted');
      await expectStore(directory, { mustExist: true, recordFolder: undefined });
      const error = await rejectionOf(use(directory));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).to.include('BACKUP_DIR_MUST_EXIST=false');
      expect(existsSync(directory)).to.equal(false);
      await expectStore(directory, { mustExist: false, recordFolder: undefined });
      await use(directory);
      await expectStore(directory, { mustExist: true, recordFolder: undefined });
      expect(await use(directory)).to.deep.equal([]);
    });
  });
});
