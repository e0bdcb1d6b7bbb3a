import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { dirname, join } from 'node:path';
import { execute } from '../support/writers.ts';
import { hasProgram, requires } from './requirement.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace, type CreatedDocument } from './workspace.ts';

interface ListedState {
  readonly filename: string;
  readonly pinned: boolean;
  readonly label: string | null;
}

const NAMES = 'SELECT group_concat(name) FROM people';

/** Calls that fail on one path, once: `strace` counts those that name it. */
const FAILURES = [
  { what: 'the removal of the record beside it', call: 'unlink', file: '.app.db.replacing.json' },
  { what: 'the removal of the image beside it', call: 'unlink', file: '.app.db.replacing' },
  { what: "the removal of SQLite's journal, which is the commit", call: 'unlink', file: 'app.db-journal' },
  { what: 'the renaming of the record', call: 'rename', file: '.app.db.replacing.json' },
  { what: 'a read of the proof', call: 'pread64', file: '.app.db.replacing' },
] as const;

describe('a restore in place on a failing disk', () => {
  let workspace: Workspace;
  let database: string;
  let backup: CreatedDocument;

  before(function () {
    requires(
      this,
      hasProgram('strace', '-e', 'trace=none', 'true'),
      'strace, and the right to trace a process',
    );
  });

  beforeEach(async () => {
    workspace = Workspace.create();
    workspace.makeFolder('data');
    database = workspace.path('data', 'app.db');
    await execute(database, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
    backup = await workspace.create(database);
    await execute(database, "INSERT INTO people VALUES ('Grace')");
  });
  afterEach(() => workspace.remove());

  const names = (): string => sqlite3(database, NAMES).trim();

  for (const { what, call, file } of FAILURES) {
    it(`reports the content correctly when ${what} fails, and keeps the old content`, async () => {
      const path = join(dirname(database), file);
      const runAs = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-P', path];
      const failing = workspace.with({
        runAs: [...runAs, '-e', `inject=${call}:error=EIO:when=1`],
        env: { BACKUP_CLEANUP_AFTER_CREATE: 'false' },
      });
      const { exitCode, stderr } = await failing.run('restore', backup.filename, '--in-place');
      const content = names();
      if (exitCode === 0) expect(content, stderr).to.equal('Ada');
      if (content === 'Ada,Grace') return;
      expect(content, stderr).to.equal('Ada');
      const listed = await workspace.document<readonly ListedState[]>('list');
      const safety = listed.find(({ label }) => label?.startsWith('before restore of') === true);
      expect(safety, stderr).to.include({ pinned: true });
      await workspace.document('undo');
      expect(names()).to.equal('Ada,Grace');
    });
  }
});
