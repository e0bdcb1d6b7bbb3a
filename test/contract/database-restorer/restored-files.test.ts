import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  copyFile,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { FilesystemDatabaseRestorer } from '../../../src/adapters/outbound/database-restorer/filesystem-database-restorer.ts';
import type { FileOwner } from '../../../src/domain/backup/manifest.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { FaultProcess } from '../../support/fault-process.ts';
import { mountSmallDisk } from '../../support/fault-small-disk.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const restorer = new FilesystemDatabaseRestorer();

describe('FilesystemDatabaseRestorer on disk', () => {
  let folder: string;
  let target: string;

  beforeEach(async () => {
    folder = await makeFolder();
    target = join(folder, 'app.db');
  });

  afterEach(async () => {
    sinon.restore();
    await removeFolder(folder);
  });

  async function restore(content: Buffer | string, path = target, overwrite = true): Promise<void> {
    const prepared = await restorer.prepare(path, { overwrite });
    await writeFile(prepared, content);
    await restorer.own(prepared, path, undefined);
    await restorer.commit(prepared, path, { overwrite });
  }

  /** The warnings of a restore to a missing file. */
  async function restoreMissing(recorded: FileOwner | undefined): Promise<readonly string[]> {
    const prepared = await restorer.prepare(target, { overwrite: false });
    await writeFile(prepared, 'new');
    const warnings = await restorer.own(prepared, target, recorded);
    await restorer.commit(prepared, target, { overwrite: false });
    return warnings.map(({ hint }) => hint);
  }

  const ownerAndMode = async (): Promise<readonly number[]> => {
    const { uid, gid, mode } = await stat(target);
    return [uid, gid, mode & 0o7777];
  };

  it('keeps owner and mode of a replaced file', async function () {
    await writeFile(target, 'old');
    if (process.getuid?.() === 0) await chown(target, 12_345, 23_456);
    await chmod(target, 0o640);
    const before = await stat(target);
    await restore('new');
    const after = await stat(target);
    expect([after.uid, after.gid, after.mode]).to.deep.equal([before.uid, before.gid, before.mode]);
  });

  it('creates a new file that only its owner can read', async () => {
    await restore('new', target, false);
    expect((await stat(target)).mode & 0o777).to.equal(0o600);
  });

  describe('a new file', () => {
    before(function () {
      if (process.getuid?.() !== 0) this.skip();
    });

    it('gets the recorded owner and mode, also of a user that is unknown here', async () => {
      await chown(folder, 4321, 4321);
      expect(await restoreMissing({ uid: 54_321, gid: 54_322, mode: 0o640 })).to.deep.equal([]);
      expect(await ownerAndMode()).to.deep.equal([54_321, 54_322, 0o640]);
    });

    it("gets the folder's owner and mode 0600 without a record", async () => {
      await chown(folder, 4321, 4322);
      expect(await restoreMissing(undefined)).to.deep.equal([]);
      expect(await ownerAndMode()).to.deep.equal([4321, 4322, 0o600]);
    });

    describe('of a user that cannot change owners', () => {
      const [uid, gid] = [65_534, 65_534];

      beforeEach(async () => {
        await chown(folder, uid, gid);
        process.setegid?.(gid);
        process.seteuid?.(uid);
      });
      const becomeRoot = (): void => {
        process.seteuid?.(0);
        process.setegid?.(0);
      };
      afterEach(becomeRoot);

      it('warns with the chown command and sets the recorded mode', async () => {
        sinon.stub(process, 'getuid').returns(uid);
        expect(await restoreMissing({ uid: 4321, gid: 4322, mode: 0o644 })).to.deep.equal([
          `Run as root: chown 4321:4322 ${target}`,
        ]);
        expect(await ownerAndMode()).to.deep.equal([uid, gid, 0o644]);
      });

      it("warns of the folder's owner without a record, except root", async () => {
        sinon.stub(process, 'getuid').returns(uid);
        becomeRoot();
        await chmod(folder, 0o777);
        await chown(folder, 4321, 4322);
        process.seteuid?.(uid);
        expect(await restoreMissing(undefined)).to.deep.equal([`Run as root: chown 4321:4322 ${target}`]);
        await rm(target);
        becomeRoot();
        await chown(folder, 0, 0);
        process.seteuid?.(uid);
        expect(await restoreMissing(undefined)).to.deep.equal([]);
      });

      it('has no warning when the owner is right already', async () => {
        sinon.stub(process, 'getuid').returns(uid);
        expect(await restoreMissing({ uid, gid, mode: 0o444 })).to.deep.equal([]);
        expect(await ownerAndMode()).to.deep.equal([uid, gid, 0o444]);
      });
    });
  });

  it('replaces the target of a symbolic link; the link and its directory stay unchanged', async () => {
    await mkdir(join(folder, 'real'));
    const real = join(folder, 'real', 'data.db');
    await writeFile(real, 'old');
    await writeFile(`${real}-wal`, 'old');
    await symlink(real, target);
    await restore('new');
    expect((await lstat(target)).isSymbolicLink()).to.equal(true);
    expect(await readFile(real, 'utf8')).to.equal('new');
    expect(await readdir(join(folder, 'real'))).to.deep.equal(['data.db']);
    expect(await readdir(folder)).to.deep.equal(['app.db', 'real']);
  });

  it('leaves the other names of a hard-linked target unchanged', async () => {
    await writeFile(target, 'old');
    await link(target, join(folder, 'other-name'));
    await restore('new');
    expect(await readFile(join(folder, 'other-name'), 'utf8')).to.equal('old');
  });

  for (const [what, make] of [
    ['a directory', (path: string) => mkdir(path)],
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path])],
  ] as const) {
    it(`throws UsageException when the target is ${what}, also with overwrite`, async () => {
      await make(target);
      const error = await rejectionOf(restorer.prepare(target, { overwrite: true }));
      expect(error).to.be.instanceOf(UsageException);
      expect((await stat(target)).isFile()).to.equal(false);
    });
  }

  it("throws BackupDirectoryException when the target's directory is missing", async () => {
    const error = await rejectionOf(restorer.prepare(join(folder, 'a', 'b.db'), { overwrite: false }));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(error).to.have.property('message').that.includes(join(folder, 'a'));
  });

  it('names a file in the path', async () => {
    await writeFile(join(folder, 'notes.txt'), 'x', { mode: 0o600 });
    const error = await rejectionOf(
      restorer.prepare(join(folder, 'notes.txt', 'app.db'), { overwrite: false }),
    );
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect((error as Error).message).to.match(/^not a directory: .*notes\.txt$/);
  });

  it("throws BackupDirectoryException when the target's directory is not writable", async function () {
    const disk = await mountSmallDisk();
    if (disk === undefined) return this.skip();
    try {
      disk.makeReadOnly();
      const error = await rejectionOf(restorer.prepare(join(disk.directory, 'b.db'), { overwrite: false }));
      expect(error).to.be.instanceOf(BackupDirectoryException);
    } finally {
      await disk.dispose();
    }
  });

  it('an old WAL would bring old rows back', function () {
    if (spawnSync('sqlite3', ['--version']).status !== 0) return this.skip();
    return proveStaleLog();
  });

  /** Main file and WAL of an application that was killed with a commit in its WAL. */
  async function proveStaleLog(): Promise<void> {
    const live = join(folder, 'live.db');
    const sql = (path: string, input: string) =>
      execFileSync('sqlite3', [path], { input, encoding: 'utf8' }).trim();
    sql(live, "PRAGMA journal_mode=WAL; CREATE TABLE t(x); INSERT INTO t VALUES('kept');");
    const backup = await readFile(live);
    sql(
      live,
      `PRAGMA wal_autocheckpoint=0; INSERT INTO t VALUES('regretted');
.shell cp "${live}" "${target}"; cp "${live}-wal" "${target}-wal"`,
    );

    const naive = join(folder, 'naive.db');
    await writeFile(naive, backup);
    await copyFile(`${target}-wal`, `${naive}-wal`);
    expect(sql(naive, 'SELECT x FROM t')).to.equal('kept\nregretted');

    await restore(backup);
    expect(sql(target, 'SELECT x FROM t; PRAGMA integrity_check;')).to.equal('kept\nok');
  }

  describe('after a restore that was killed', () => {
    /** A kill after the side files were moved away and before the new database is in place. */
    async function killedMidway(): Promise<string> {
      const dying = new FaultProcess('fault-dead-restore.ts', [target]);
      const prepared = await dying.line();
      await dying.kill();
      await writeFile(target, 'old');
      await writeFile(`${target}-wal`, 'the last commits of the old one');
      await writeFile(prepared, 'new');
      await rename(`${target}-wal`, `${prepared}.old-wal`);
      return prepared;
    }

    it('puts the old WAL, the only copy of its commits, back in the next `prepare`', async () => {
      await killedMidway();
      await restorer.prepare(target, { overwrite: true });
      expect(await readdir(folder)).to.deep.equal(['app.db', 'app.db-wal']);
      expect(await readFile(`${target}-wal`, 'utf8')).to.equal('the last commits of the old one');
    });

    it('does not put it back when the new database is in place', async () => {
      const prepared = await killedMidway();
      await rename(prepared, target);
      await restorer.prepare(target, { overwrite: true });
      expect(await readdir(folder)).to.deep.equal(['app.db']);
    });

    it('does not put it back when the new database is in place by a link', async () => {
      const prepared = await killedMidway();
      await rm(target);
      await link(prepared, target);
      await restorer.prepare(target, { overwrite: true });
      expect(await readdir(folder)).to.deep.equal(['app.db']);
    });

    it('does not put it back over a newer WAL', async () => {
      await killedMidway();
      await writeFile(`${target}-wal`, 'newer');
      await restorer.prepare(target, { overwrite: true });
      expect(await readFile(`${target}-wal`, 'utf8')).to.equal('newer');
      expect(await readdir(folder)).to.deep.equal(['app.db', 'app.db-wal']);
    });

    it('keeps the prepared file of a running process', async () => {
      await writeFile(target, 'old');
      const running = new FaultProcess('fault-dead-restore.ts', [target]);
      const prepared = await running.line();
      await writeFile(prepared, 'its work');
      await restorer.prepare(target, { overwrite: true });
      expect(await readdir(folder)).to.include(basename(prepared));
      await running.kill();
    });
  });
});
