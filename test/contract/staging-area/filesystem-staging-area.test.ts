import { mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FilesystemBackupStore } from '../../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { FilesystemDatabaseRestorer } from '../../../src/adapters/outbound/database-restorer/filesystem-database-restorer.ts';
import { FilesystemStagingArea } from '../../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/fault-small-disk.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeStagingArea } from './staging-area.contract.ts';

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describeStagingArea('FilesystemStagingArea', async () => {
  const folder = await makeFolder();
  const directory = join(folder, 'backup');
  return {
    staging: new FilesystemStagingArea(directory),
    store: new FilesystemBackupStore(directory),
    write: (path, text = 'x') => writeFile(path, text),
    files: () => filesBelow(directory),
    // A file in its place: nobody creates a directory there, not even root.
    refuseWrites: async () => {
      await rm(directory, { recursive: true, force: true });
      await writeFile(directory, '');
    },
    dispose: () => removeFolder(folder),
  };
});

describe('FilesystemStagingArea', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeFolder();
  });

  afterEach(() => removeFolder(directory));

  it('sweeps the records of a publish or a removal that died, and no other file', async () => {
    const complete = 'app-20261122T210800123Z.db.gz';
    const keep = [
      complete,
      `${complete}.json`,
      `${complete}.state.json`,
      'app-2-20261122T210800124Z.db.gz.json',
      'other-20261122T210800124Z.db.json',
      'app.json',
      'notes.json',
      // Its data file was lost: no run was at work on it.
      'app-20261122T210800126Z.db.json',
      'app-20261122T210800126Z.db.state.json',
    ];
    const staging = join(directory, '.state', 'staging');
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, 'app~app-20261122T210800124Z.db.gz.changing'), '');
    const orphaned = ['app-20261122T210800124Z.db.gz.json', 'app-20261122T210800125Z.db.state.json'];
    for (const name of [...keep, ...orphaned]) await writeFile(join(directory, name), '{}');
    await new FilesystemStagingArea(directory).sweep('app');
    const names = (await readdir(directory)).filter((name) => name !== '.state');
    expect(names.sort()).to.deep.equal(keep.sort());
    expect(await readdir(staging)).to.deep.equal([]);
  });

  it('sweeps the file of a probe that died', async () => {
    const staged = join(directory, '.state', 'staging');
    await mkdir(staged, { recursive: true });
    await writeFile(join(staged, '~60b4f8e4-3062-4d44-8c27-cf9db6b2abf9.probe'), 'probe');
    await new FilesystemStagingArea(directory).sweep('app');
    expect(await readdir(staged)).to.deep.equal([]);
  });

  it('names the databases of marks and hidden files, and of no file that belongs to no database', async () => {
    const staged = join(directory, '.state', 'staging');
    await mkdir(staged, { recursive: true });
    const names = [
      'marked~marked-20261122T210800124Z.db.gz.changing',
      '.drilled~60b4f8e4-3062-4d44-8c27-cf9db6b2abf9.db.restoring',
      '~60b4f8e4-3062-4d44-8c27-cf9db6b2abf9.probe',
      '_~60b4f8e4-3062-4d44-8c27-cf9db6b2abf9.db',
      'notes.txt',
    ];
    for (const name of names) await writeFile(join(staged, name), '');
    const databases = await new FilesystemStagingArea(directory).leftoverDatabases();
    expect(databases).to.deep.equal(['drilled', 'marked']);
  });

  it("sweeps what the restore of a drill that died had prepared, and no other database's", async () => {
    const staging = new FilesystemStagingArea(directory);
    const restorer = new FilesystemDatabaseRestorer();
    const targets = [await staging.allocate('app', 'none'), await staging.allocate('app-2', 'none')];
    const prepared: string[] = [];
    for (const target of targets) prepared.push(await restorer.prepare(target, { overwrite: false }));
    for (const path of prepared) await writeFile(path, 'x');
    await staging.sweep('app');
    expect(await filesBelow(directory)).to.deep.equal([prepared[1]]);
  });

  describe('on a disk of its own', () => {
    let disk: SmallDisk | undefined;

    beforeEach(async () => {
      disk = await mountSmallDisk();
    });

    afterEach(() => disk?.dispose());

    it('refuses to allocate in a directory that is there but read-only', async function () {
      if (disk === undefined) return this.skip();
      const staging = new FilesystemStagingArea(disk.directory);
      await staging.allocate('app', 'gzip');
      disk.makeReadOnly();
      for (const refused of [staging.allocate('app', 'gzip'), staging.probe()]) {
        const error = await rejectionOf(refused);
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect(error).to.have.property('message').that.includes('read-only file system');
      }
    });

    it('gives scratch room in the temporary directory when staging is read-only, and removes it', async function () {
      if (disk === undefined) return this.skip();
      disk.makeReadOnly();
      const staging = new FilesystemStagingArea(disk.directory);
      const path = await staging.allocateScratch('app');
      await writeFile(path, 'a copy');
      expect((await stat(dirname(path))).mode & 0o777).to.equal(0o700);
      await staging.discard(path);
      expect(await rejectionOf(stat(dirname(path)))).to.have.property('code', 'ENOENT');
    });

    it('says why the leftovers of a dead run cannot be removed', async function () {
      if (disk === undefined) return this.skip();
      const staging = new FilesystemStagingArea(disk.directory);
      await writeFile(await staging.allocate('app', 'gzip'), 'half a backup');
      disk.makeReadOnly();
      const error = await rejectionOf(staging.sweep('app'));
      expect(error).to.be.instanceOf(BackupDirectoryException);
    });

    it('refuses a .state on another file system before anything is captured', async function () {
      if (disk === undefined) return this.skip();
      await symlink(disk.directory, join(directory, '.state'));
      const staging = new FilesystemStagingArea(directory);
      for (const refused of [staging.allocate('app', 'gzip'), staging.probe()]) {
        const error = await rejectionOf(refused);
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect((error as Error).message).to.match(/\.state.* is on another file system than /);
      }
    });

    it('says that a full disk is full, and leaves nothing', async function () {
      if (disk === undefined) return this.skip();
      const staging = new FilesystemStagingArea(disk.directory);
      await mkdir(join(disk.directory, '.state', 'staging'), { recursive: true });
      await disk.fill(0);
      const error = await rejectionOf(staging.probe());
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(error).to.have.property('message').that.includes('no room left');
      expect(await filesBelow(join(disk.directory, '.state'))).to.deep.equal([]);
    });
  });
});
