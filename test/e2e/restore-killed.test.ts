import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { execute, holdOpen } from '../support/writers.ts';
import { hasProgram, requires } from './requirement.ts';
import { sqlite3 } from './stored-content.ts';
import { Workspace } from './workspace.ts';

const NAMES = 'SELECT group_concat(name) FROM people';

describe('a killed restore with --force', function () {
  this.timeout(300_000);
  let workspace: Workspace;

  before(function () {
    requires(
      this,
      hasProgram('strace', '-e', 'trace=none', 'true'),
      'strace, and the right to trace a process',
    );
  });

  beforeEach(() => {
    workspace = Workspace.create();
    workspace.makeFolder('data');
  });
  afterEach(() => workspace.remove());

  for (const time of [1, 2, 3]) {
    it(`at its rename ${String(time)} leaves the old database with its WAL, or the new one`, async () => {
      const [source, target] = [workspace.path('data', 'app.db'), workspace.path('data', 'target.db')];
      await execute(source, 'CREATE TABLE people (name TEXT)', "INSERT INTO people VALUES ('Ada')");
      const backup = await workspace.create(source);
      const leftLog = await holdOpen(
        target,
        'PRAGMA journal_mode = wal',
        'CREATE TABLE people (name TEXT)',
        "INSERT INTO people VALUES ('Grace')",
      );
      process.kill(leftLog.pid, 'SIGKILL');
      await leftLog.stop().catch(() => undefined);
      const path = ['-P', target, '-P', `${target}-wal`, '-P', `${target}-shm`];
      const runAs = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=rename', ...path];
      const dying = workspace.with({
        runAs: [...runAs, '-e', `inject=rename:signal=KILL:when=${String(time)}`],
        env: { UV_THREADPOOL_SIZE: '1' },
      });
      await dying.run('restore', backup.filename, '--to', target, '--force');
      expect(sqlite3(target, NAMES).trim()).to.be.oneOf(['Grace', 'Ada']);
      await workspace.document('restore', backup.filename, '--to', target, '--force');
      expect(sqlite3(target, NAMES).trim()).to.equal('Ada');
    });
  }
});
