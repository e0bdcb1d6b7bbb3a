import { readFileSync, readSync, mkdtempSync, openSync, closeSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { outsideFailure } from '../../../../src/adapters/outbound/task-worker/task-failures.ts';

function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('outsideFailure', () => {
  it('returns BackupDirectoryException when the system refuses a path', () => {
    const path = join(tmpdir(), 'missing', 'file');
    const failure = outsideFailure(thrownBy(() => readFileSync(path)));
    expect(failure).to.include({ code: 'BACKUP_DIRECTORY', message: `no such directory: ${path}` });
  });

  it('names the system call when the error has no path', () => {
    const directory = mkdtempSync(join(tmpdir(), 'outside-failure-'));
    const descriptor = openSync(directory, 'r');
    try {
      const failure = outsideFailure(thrownBy(() => readSync(descriptor, Buffer.alloc(1))));
      expect(failure).to.include({
        code: 'BACKUP_DIRECTORY',
        message: 'a directory is in the place of a file (read)',
      });
    } finally {
      closeSync(descriptor);
      rmdirSync(directory);
    }
  });

  it('returns BackupDirectoryException when SQLite cannot use its files', () => {
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    expect(outsideFailure(full)).to.include({
      code: 'BACKUP_DIRECTORY',
      message: 'no room left: database or disk is full',
    });
  });

  it('returns our own bugs unchanged', () => {
    const bugs = [
      new TypeError('x is not a function'),
      Object.assign(new Error('no such column'), { errcode: 1 }),
      thrownBy(() => readSync(9_999_999, Buffer.alloc(1))),
    ];
    for (const bug of bugs) expect(outsideFailure(bug)).to.equal(bug);
  });
});
