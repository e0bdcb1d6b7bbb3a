import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  packFailure,
  TaskDiedException,
} from '../../../../src/adapters/outbound/task-worker/task-failures.ts';
import { runContentChecks } from '../../../../src/adapters/outbound/sqlite-file/content-checks.ts';
import { sourceFailure } from '../../../../src/adapters/outbound/sqlite-file/source-file.ts';
import { sourceException } from '../../../../src/adapters/outbound/sqlite-file/sqlite-error.ts';
import { DatabaseAccessException } from '../../../../src/domain/exceptions/database-access-exception.ts';
import { overallResult } from '../../../../src/domain/verification/verification.ts';

const systemError = (code: string, errno = -1): Error =>
  Object.assign(new Error(`${code}: a failing call`), { code, errno, syscall: 'read' });
const sqliteError = (errcode: number): Error => Object.assign(new Error('SQLite failed'), { errcode });

describe('a source that cannot be read', () => {
  for (const [code, says] of [
    ['EIO', /the disk reported an error/],
    ['ENOTCONN', /lost its connection/],
    ['ESTALE', /stale file handle/],
    ['EMFILE', /too many files are open/],
    ['EACCES', /permission denied/],
  ] as const) {
    it(`is DATABASE_ACCESS when the system says ${code}`, () => {
      const failure = sourceFailure(systemError(code), '/data/app.db');
      expect(failure).to.be.instanceOf(DatabaseAccessException);
      expect((failure as Error).message)
        .to.match(says)
        .and.to.include('/data/app.db');
    });
  }

  it('returns our own errors unchanged', () => {
    const bug = new TypeError('a bug');
    expect(sourceFailure(bug, '/data/app.db')).to.equal(bug);
  });

  it('reports a path that is too long for SQLite, not a missing WAL', async () => {
    const path = `/${'d'.repeat(600)}/app.db`;
    const { message, hint } = (await sourceException(sqliteError(14), path, 0)) as DatabaseAccessException;
    expect(message).to.include('too long for SQLite (608 bytes').and.not.to.include('-wal');
    expect(hint).to.include('shorter path');
  });

  for (const code of [4874, 13]) {
    it(`reports a full disk of the source when SQLite returns ${String(code)}`, async () => {
      const refusal = await sourceException(sqliteError(code), '/data/app.db', 0);
      expect(refusal).to.be.instanceOf(DatabaseAccessException);
      expect((refusal as Error).message)
        .to.include('no space')
        .and.to.include('-shm');
    });
  }

  it('is no damage when the check meets the page that cannot be read', () => {
    const finding =
      '*** in database main ***\nTree 2 page 3: unable to get the page. error code=266\nPage 4: never used';
    const rows = (sql: string): readonly (readonly unknown[])[] =>
      sql.includes('quick_check') ? [[finding]] : [[1]];
    const checks = runContentChecks({ query: rows, queryRows: rows }, 'quick');
    expect(overallResult(checks)).to.equal('inconclusive');
    expect(checks[1]?.detail).to.include('error code=266');
  });
});

describe('a process that works on a database', () => {
  it('that cannot be started names the limit', () => {
    const { message, hint } = TaskDiedException.notStarted(systemError('EMFILE'));
    expect(message).to.include('cannot be started').and.to.include('too many files are open');
    expect(hint).to.include('ulimit -n');
  });

  for (const error of [
    systemError('EMFILE'),
    systemError('EAGAIN'),
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    Object.assign(new Error('Worker initialization failure: EMFILE'), { code: 'ERR_WORKER_INIT_FAILED' }),
  ]) {
    it(`that meets a limit is no bug of ours: ${error.message}`, () => {
      const failure = packFailure(error);
      expect(failure).to.include({ type: 'failure', code: 'BACKUP_CREATION' });
    });
  }

  it('that has a bug keeps its stack', () => {
    expect(packFailure(new TypeError('a bug')).type).to.equal('bug');
  });
});
