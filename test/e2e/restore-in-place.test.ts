import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { execute, holdOpen } from '../support/writers.ts';
import { expectFailure } from './expect-failure.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

interface RestoredDocument {
  readonly filename: string;
  readonly restored_to: string;
  readonly method: string;
  readonly safety_backup: string | null;
}

interface ListedState {
  readonly filename: string;
  readonly pinned: boolean;
  readonly label: string | null;
}

const NAMES = 'SELECT group_concat(name) FROM people';

for (const journalMode of ['wal', 'delete'] as const) {
  describe(`a restore in place of a database in journal mode ${journalMode}`, () => {
    let workspace: Workspace;
    let database: string;
    let backup: CreatedDocument;
    beforeEach(async () => {
      workspace = Workspace.create();
      workspace.makeFolder('data');
      database = workspace.path('data', 'app.db');
      await execute(
        database,
        `PRAGMA journal_mode = ${journalMode}`,
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Ada')",
      );
      backup = await workspace.create(database);
      await execute(database, "INSERT INTO people VALUES ('Grace')");
    });
    afterEach(() => workspace.remove());

    const restore = (): Promise<RestoredDocument> =>
      workspace.document<RestoredDocument>('restore', backup.filename, '--in-place');
    const names = (): string => sqlite3(database, NAMES).trim();
    /** Names of what stands beside the database; SQLite's own side files may come and go. */
    const beside = (): readonly string[] =>
      readdirSync(dirname(database)).filter((name) => !/^app\.db(-wal|-shm|-journal)?$/.test(name));

    it('restores the old content and keeps the replaced database', async () => {
      const restored = await restore();
      expect(restored).to.include({ filename: backup.filename, restored_to: database, method: 'sqlite' });
      expect([names(), sqlite3(database, 'PRAGMA integrity_check').trim()]).to.deep.equal(['Ada', 'ok']);
      expect(beside()).to.deep.equal([]);
      const listed = await workspace.document<readonly ListedState[]>('list');
      const safety = listed.find(({ filename }) => filename === restored.safety_backup);
      expect(safety).to.deep.include({ pinned: true, label: `before restore of ${backup.filename}` });
    });

    it('can be reverted, and the undo too', async () => {
      const { safety_backup: safetyBackup } = await restore();
      const undone = await workspace.document<RestoredDocument>('undo');
      expect(undone).to.include({ filename: safetyBackup, restored_to: database });
      expect(names()).to.equal('Ada,Grace');
      await workspace.document('undo', '--database', 'app');
      expect(names()).to.equal('Ada');
    });

    it('fails while another program writes, names it, and changes nothing', async () => {
      const writer = await holdOpen(database, 'BEGIN IMMEDIATE', "INSERT INTO people VALUES ('nobody yet')");
      try {
        const patient = workspace.with({ env: { BACKUP_BUSY_TIMEOUT_MS: '200' } });
        const ending = await patient.run('restore', backup.filename, '--in-place');
        expect(ending.exitCode, ending.stderr).to.equal(4);
        expect(ending.stderr)
          .to.match(/^error: DATABASE_ACCESS: /m)
          .and.include(`(pid ${String(writer.pid)})`);
        expect(await patient.run('undo')).to.include({ exitCode: 11 });
        const listed = await workspace.document<readonly ListedState[]>('list');
        expect(listed.filter(({ pinned }) => pinned)).to.deep.equal([]);
      } finally {
        await writer.stop();
      }
      expect(names()).to.equal('Ada,Grace');
      expect(beside()).to.deep.equal([]);
    });

    it('is a commit for a program with an open connection', async () => {
      const reader = await holdOpen(database, NAMES);
      try {
        await restore();
        expect(names()).to.equal('Ada');
      } finally {
        await reader.stop();
      }
      expect(names()).to.equal('Ada');
    });

    it('changes nothing in a dry run', async () => {
      const factsOf = (path: string): string =>
        `${String(statSync(path).mtimeMs)} ${readFileSync(path, 'hex')}`;
      const everything = (): readonly string[] =>
        [dirname(database), workspace.backupDir].flatMap((folder) =>
          readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map(({ parentPath, name }) => `${parentPath}/${name} ${factsOf(`${parentPath}/${name}`)}`),
        );
      const before = everything();
      const plan = await workspace.document<Record<string, unknown>>(
        'restore',
        '--latest',
        '--in-place',
        '--dry-run',
      );
      expect(plan).to.include({
        dry_run: true,
        filename: backup.filename,
        verified: true,
        restored_to: database,
        method: 'sqlite',
        target_exists: true,
      });
      expect(plan['safety_backup']).to.include({ label: `before restore of ${backup.filename}` });
      expect(everything()).to.deep.equal(before);
    });
  });
}

describe('a restore in place', () => {
  let workspace: Workspace;
  let database: string;
  let backup: CreatedDocument;
  beforeEach(async () => {
    workspace = Workspace.create();
    workspace.makeFolder('data');
    database = workspace.path('data', 'app.db');
    await execute(
      database,
      'PRAGMA journal_mode = wal',
      'CREATE TABLE people (name TEXT)',
      "INSERT INTO people VALUES ('Ada')",
    );
    backup = await workspace.create(database);
  });
  afterEach(() => workspace.remove());

  const names = (): string => sqlite3(database, NAMES).trim();

  it('does not bring back rows of the old WAL', async () => {
    const live = workspace.path('live.db');
    copyFileSync(database, live);
    const program = await holdOpen(live, "INSERT INTO people VALUES ('a ghost')");
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(live + suffix, database + suffix);
    await program.stop();
    expect(statSync(`${database}-wal`).size).to.be.greaterThan(0);
    const restored = await workspace.document<RestoredDocument>('restore', '--latest', '--in-place');
    expect(names()).to.equal('Ada');
    // The ghost is in the safety backup: nothing was lost.
    await workspace.document('restore', restored.safety_backup ?? '', '--to', workspace.path('safety.db'));
    expect(sqlite3(workspace.path('safety.db'), NAMES).trim()).to.equal('Ada,a ghost');
  });

  it('restores a missing database; undo then fails', async () => {
    for (const suffix of ['', '-wal', '-shm']) {
      rmSync(database + suffix, { force: true });
    }
    const restored = await workspace.document<RestoredDocument>('restore', '--latest', '--in-place');
    expect(restored).to.include({ method: 'file', safety_backup: null });
    expect(names()).to.equal('Ada');
    const expected = { code: 'BACKUP_NOT_FOUND', exitCode: 11, says: /did not exist before the restore/ };
    await expectFailure(workspace, ['undo'], expected);
  });

  it('replaces a damaged database and keeps it unchanged', async () => {
    const damaged = 'no database at all, '.repeat(1000);
    writeFileSync(database, damaged);
    const restored = await workspace.document<RestoredDocument>('restore', '--latest', '--in-place');
    expect(names()).to.equal('Ada');
    expect(readFileSync(restored.safety_backup ?? '', 'utf8')).to.equal(damaged);
    expect(basename(restored.safety_backup ?? '')).to.match(/^app-.*\.damaged\.db$/);
    const expected = { code: 'USAGE', exitCode: 2, says: /was damaged/ };
    await expectFailure(workspace, ['undo'], expected);
  });

  it('has the same result when repeated', async () => {
    await execute(database, "INSERT INTO people VALUES ('Grace')");
    for (let time = 0; time < 2; time += 1) {
      const restored = await workspace.document<RestoredDocument>('restore', '--latest', '--in-place');
      expect([restored.filename, names()]).to.deep.equal([backup.filename, 'Ada']);
    }
  });

  it('makes undo fail without a restore', async () => {
    const expected = { code: 'BACKUP_NOT_FOUND', exitCode: 11, says: /nothing to undo/ };
    await expectFailure(workspace, ['undo'], expected);
  });
});
