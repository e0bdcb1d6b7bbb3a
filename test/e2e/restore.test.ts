import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { chmodSync, chownSync, copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { execute, holdOpen } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { factsOfDatabase, sha256Of } from './file-facts.ts';
import { OrdinaryUser } from './ordinary-user.ts';
import { isRoot, requires } from './requirement.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

describe('a restore', () => {
  let workspace: Workspace;
  let target: string;
  let backup: CreatedDocument;
  beforeEach(async () => {
    workspace = Workspace.create();
    const database = workspace.path('app.db');
    await execute(
      database,
      'PRAGMA journal_mode = wal',
      'CREATE TABLE people (name TEXT)',
      "INSERT INTO people VALUES ('Ada')",
    );
    backup = await workspace.create(database);
    target = workspace.path('target', 'app.db');
    workspace.makeFolder('target');
  });
  afterEach(() => workspace.remove());

  /** What a killed application leaves: newer rows that are only in the write-ahead log beside the database. */
  async function leaveStaleLog(): Promise<void> {
    const live = workspace.path('live.db');
    const program = await holdOpen(
      live,
      'PRAGMA journal_mode = wal',
      'CREATE TABLE people (name TEXT)',
      'PRAGMA wal_checkpoint(truncate)',
      "INSERT INTO people VALUES ('a ghost')",
    );
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(live + suffix, target + suffix);
    await program.stop();
  }

  it('writes the database byte for byte', async () => {
    const restored = await workspace.document('restore', backup.filename, '--to', target);
    expect(restored).to.include({ restored_to: target, database_sha256: backup.database_sha256 });
    expect(sha256Of(target)).to.equal(backup.database_sha256);
    expect(sqlite3(target, 'PRAGMA integrity_check; SELECT name FROM people')).to.equal('ok\nAda\n');
  });

  describe('of a missing database', () => {
    let user: OrdinaryUser | undefined;
    before(function () {
      requires(this, isRoot(), 'root, to give files away');
      user = OrdinaryUser.find();
    });
    after(() => {
      user?.forget();
    });

    let database: string;
    beforeEach(async () => {
      database = workspace.path('target', 'app.db');
      await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
      chownSync(database, 4321, 4322);
      chmodSync(database, 0o664);
      backup = await workspace.create(database, '--database', 'owned');
      rmSync(database);
    });

    const ownerAndMode = (): readonly number[] => {
      const { uid, gid, mode } = statSync(database);
      return [uid, gid, mode & 0o777];
    };

    it('restores its owner and mode', async () => {
      await workspace.document('restore', backup.filename, '--in-place');
      expect(ownerAndMode()).to.deep.equal([4321, 4322, 0o664]);
      rmSync(database);
      await workspace.document('restore', backup.filename, '--to', database);
      expect(ownerAndMode()).to.deep.equal([4321, 4322, 0o664]);
    });

    it('gives an ordinary user a hint how to restore owner and mode', async () => {
      const ordinary = user!;
      ordinary.own(workspace.folder);
      for (const name of readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' }))
        ordinary.own(workspace.path(name));
      const { exitCode, stderr } = await workspace
        .with(ordinary.surroundings)
        .run('restore', backup.filename, '--to', database);
      expect(exitCode, stderr).to.equal(0);
      expect(stderr).to.include(`chown 4321:4322 ${database}`);
      expect(statSync(database).mode & 0o777).to.equal(0o664);
    });
  });

  it('refuses to replace an existing file', async () => {
    await leaveStaleLog();
    const before = factsOfDatabase(target);
    const expected = { code: 'USAGE', exitCode: 2, says: /already exists/ };
    await expectFailure(workspace, ['restore', backup.filename, '--to', target], expected);
    expect(factsOfDatabase(target)).to.deep.equal(before);
    expect(readdirSync(workspace.path('target'))).to.deep.equal(['app.db', 'app.db-shm', 'app.db-wal']);
  });

  it('replaces it with --force, without rows of the old WAL', async () => {
    await leaveStaleLog();
    expect(statSync(`${target}-wal`).size).to.be.greaterThan(0);
    await workspace.document('restore', backup.filename, '--to', target, '--force');
    expect(readdirSync(workspace.path('target'))).to.deep.equal(['app.db']);
    expect(sqlite3(target, 'PRAGMA integrity_check; SELECT name FROM people')).to.equal('ok\nAda\n');
  });

  it('fails when the folder is missing, and creates nothing', async () => {
    const expected = { code: 'BACKUP_DIRECTORY', exitCode: 6, says: /no such directory/ };
    const nowhere = workspace.path('nowhere', 'app.db');
    await expectFailure(workspace, ['restore', backup.filename, '--to', nowhere], expected);
    expect(existsSync(workspace.path('nowhere'))).to.equal(false);
  });
});
