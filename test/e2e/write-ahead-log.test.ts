import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { execute, holdOpen, type ForeignProgram } from '../support/writers.ts';
import { factsOfDatabase } from './file-facts.ts';
import { isRoot } from './requirement.ts';
import { gunzipTo, sqlite3 } from './stored-content.ts';
import { ENGINES, Workspace } from './workspace.ts';

const SOMEBODY = 12345;

/** Other owners and modes than a run of ours would give. */
function makeForeign(workspace: Workspace): void {
  for (const name of readdirSync(workspace.folder).filter((file) => file.startsWith('app.db'))) {
    chmodSync(workspace.path(name), 0o604);
    if (isRoot()) chownSync(workspace.path(name), SOMEBODY, SOMEBODY);
  }
}

for (const engine of ENGINES) {
  describe(`a database in use (${engine})`, () => {
    let workspace: Workspace;
    let database: string;
    let program: ForeignProgram | undefined;
    beforeEach(() => {
      workspace = Workspace.create();
      database = workspace.path('app.db');
    });
    afterEach(async () => {
      await program?.stop();
      program = undefined;
      workspace.remove();
    });

    async function namesInBackup(...argv: readonly string[]): Promise<readonly string[]> {
      const { path } = await workspace.create(database, '--engine', engine, ...argv);
      const restored = workspace.path('restored.db');
      gunzipTo(path, restored);
      return sqlite3(restored, 'SELECT name FROM people ORDER BY name').trimEnd().split('\n');
    }

    it('is backed up with rows that are only in its WAL, and does not change', async () => {
      program = await holdOpen(
        database,
        'PRAGMA journal_mode = wal',
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Ada')",
        'PRAGMA wal_checkpoint(truncate)',
        'PRAGMA wal_autocheckpoint = 0',
        "INSERT INTO people VALUES ('Grace'), ('Edsger')",
      );
      makeForeign(workspace);
      expect(statSync(`${database}-wal`).size).to.be.greaterThan(0);
      const before = factsOfDatabase(database);

      expect(await namesInBackup()).to.deep.equal(['Ada', 'Edsger', 'Grace']);
      expect(factsOfDatabase(database)).to.deep.equal(before);
    });

    if (engine === 'sqljs') {
      it('is backed up in locking_mode=EXCLUSIVE, where SQLite cannot read it', async () => {
        program = await holdOpen(
          database,
          'PRAGMA locking_mode = EXCLUSIVE',
          'PRAGMA journal_mode = wal',
          'CREATE TABLE people (name TEXT)',
          "INSERT INTO people VALUES ('Ada')",
        );
        const before = factsOfDatabase(database);
        expect(await namesInBackup()).to.deep.equal(['Ada']);
        expect(factsOfDatabase(database)).to.deep.equal(before);
      });
    }

    it('is backed up without an open transaction', async () => {
      program = await holdOpen(
        database,
        'PRAGMA journal_mode = wal',
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Ada')",
        'PRAGMA cache_size = 1',
        'BEGIN',
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO people SELECT 'x' || i FROM n",
      );
      const before = factsOfDatabase(database);
      expect(await namesInBackup()).to.deep.equal(['Ada']);
      expect(factsOfDatabase(database)).to.deep.equal(before);
    });

    it('keeps its rollback journal', async () => {
      program = await holdOpen(
        database,
        'PRAGMA journal_mode = persist',
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Ada')",
      );
      makeForeign(workspace);
      const before = factsOfDatabase(database);
      expect(before.map(({ name }) => name)).to.deep.equal(['app.db', 'app.db-journal']);

      expect(await namesInBackup()).to.deep.equal(['Ada']);
      expect(factsOfDatabase(database)).to.deep.equal(before);
    });

    it('does not change when closed in WAL mode; new side files get its owner', async () => {
      await execute(
        database,
        'PRAGMA journal_mode = wal',
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Ada')",
      );
      makeForeign(workspace);
      const [before] = factsOfDatabase(database);

      expect(await namesInBackup()).to.deep.equal(['Ada']);
      const [main, ...sideFiles] = factsOfDatabase(database);
      expect(main).to.deep.equal(before);
      for (const { owner, mode } of sideFiles) {
        expect({ owner, mode }).to.deep.equal({ owner: before!.owner, mode: before!.mode });
      }
    });
  });
}
