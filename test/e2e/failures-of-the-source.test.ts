import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { execute, holdOpen, type ForeignProgram } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { factsOfDatabase } from './file-facts.ts';
import { OrdinaryUser } from './ordinary-user.ts';
import { ENGINES, Workspace } from './workspace.ts';

const PEOPLE = ['CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')"];

for (const engine of ENGINES) {
  describe(`an unusable source (${engine})`, () => {
    let workspace: Workspace;
    let database: string;
    let create: readonly string[];
    let holder: ForeignProgram | undefined;
    beforeEach(() => {
      workspace = Workspace.create().with({ env: { BACKUP_BUSY_TIMEOUT_MS: '200' } });
      database = workspace.path('app.db');
      create = ['create', database, '--engine', engine];
    });
    afterEach(async () => {
      await holder?.stop();
      holder = undefined;
      workspace.remove();
    });

    it('is missing', async () => {
      const expected = { code: 'DATABASE_NOT_FOUND', exitCode: 3, says: /app\.db/ };
      await expectFailure(workspace, create, expected);
      expect(factsOfDatabase(database), 'and is not made either').to.deep.equal([]);
    });

    it('is a directory', async () => {
      mkdirSync(database);
      await expectFailure(workspace, create, {
        code: 'DATABASE_ACCESS',
        exitCode: 4,
        says: /is a directory/,
      });
    });

    it('is a text file', async () => {
      writeFileSync(database, 'To whom it may concern: this is no database.\n'.repeat(100));
      const expected = { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /not a SQLite database/ };
      await expectFailure(workspace, create, expected);
    });

    it('looks encrypted', async () => {
      writeFileSync(database, randomBytes(64 * 1024));
      const expected = { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /encrypted/ };
      await expectFailure(workspace, create, expected);
    });

    it('is empty', async () => {
      writeFileSync(database, '');
      await expectFailure(workspace, create, { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /is empty/ });
      expect(readFileSync(database)).to.have.length(0);
    });

    it('has no table yet', async () => {
      await execute(database, 'PRAGMA user_version = 1');
      await expectFailure(workspace, create, { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /no tables/ });
    });

    it('is shorter than its header says', async () => {
      await execute(database, ...PEOPLE, 'CREATE TABLE blocks AS SELECT randomblob(50000)');
      truncateSync(database, 8192);
      await expectFailure(workspace, create, { code: 'DATABASE_CORRUPTED', exitCode: 5, says: /app\.db/ });
    });

    // sql.js needs no lock to read a write-ahead log: write-ahead-log.test.ts shows that it reads it well.
    for (const journalMode of engine === 'native' ? ['delete', 'wal'] : ['delete']) {
      it(`is held by a program in locking_mode=EXCLUSIVE (journal mode ${journalMode})`, async () => {
        holder = await holdOpen(
          database,
          'PRAGMA locking_mode = EXCLUSIVE',
          `PRAGMA journal_mode = ${journalMode}`,
          ...PEOPLE,
        );
        const says = new RegExp(`locked .*by .*\\(pid ${holder.pid}\\)`);
        await expectFailure(workspace, create, { code: 'DATABASE_ACCESS', exitCode: 4, says });
      });
    }
  });

  describe(`an unreadable source of an ordinary user (${engine})`, () => {
    let user: OrdinaryUser;
    let workspace: Workspace;
    let database: string;
    before(() => {
      user = OrdinaryUser.find();
      workspace = Workspace.create().with(user.surroundings);
      user.own(workspace.folder);
      database = workspace.path('app.db');
    });
    after(() => {
      workspace.remove();
      user.forget();
    });

    it('fails with the user and the path', async () => {
      await execute(database, ...PEOPLE);
      chmodSync(database, 0o000);
      const expected = {
        code: 'DATABASE_ACCESS',
        exitCode: 4,
        says: /permission denied: user id \d+ .*app\.db/,
      };
      await expectFailure(workspace, ['create', database, '--engine', engine], expected);
    });

    it('fails when its folder is closed to the user', async () => {
      const folder = workspace.makeFolder('closed');
      chmodSync(folder, 0o000);
      const expected = { code: 'DATABASE_ACCESS', exitCode: 4, says: /permission denied/ };
      try {
        await expectFailure(workspace, ['create', `${folder}/app.db`, '--engine', engine], expected);
      } finally {
        chmodSync(folder, 0o700);
      }
    });
  });
}
