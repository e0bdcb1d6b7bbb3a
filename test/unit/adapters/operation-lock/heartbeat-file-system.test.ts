import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restore, stub } from 'sinon';
import { HEARTBEAT_FILE_SYSTEM } from '../../../../src/adapters/outbound/operation-lock/heartbeat-file-system.ts';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** What `fs.utimes` answers on a share where every file seems to belong to another user. */
function refuse(code: string): void {
  stub(fs, 'utimes').callsFake((_path, _atime, _mtime, done) => {
    done(Object.assign(new Error(code), { code, syscall: 'utime' }));
  });
}

describe('HEARTBEAT_FILE_SYSTEM', () => {
  let lock: string;

  beforeEach(() => {
    lock = fs.mkdtempSync(join(tmpdir(), 'heartbeat-'));
    fs.utimesSync(lock, LONG_AGO, LONG_AGO);
  });

  afterEach(() => {
    restore();
    fs.rmSync(lock, { recursive: true, force: true });
  });

  const setTime = (time: Date): Promise<Error | null> =>
    new Promise((resolve) => {
      HEARTBEAT_FILE_SYSTEM.utimes(lock, time, time, resolve);
    });

  const readTime = (): Promise<number | undefined> =>
    new Promise((resolve) => {
      HEARTBEAT_FILE_SYSTEM.stat(lock, (_error, stats) => {
        resolve(stats?.mtime.getTime());
      });
    });

  it('renews the time of a lock when utimes is refused, and answers with the time that was asked for', async () => {
    refuse('EPERM');
    const asked = new Date(Date.now() + 1234);
    expect(await setTime(asked)).to.equal(null);
    expect(fs.statSync(lock).mtimeMs).to.be.greaterThan(LONG_AGO.getTime());
    expect(await readTime()).to.equal(asked.getTime());
    expect(fs.readdirSync(lock)).to.deep.equal([]);
  });

  it('answers with the real time when another process has renewed the lock', async () => {
    refuse('EPERM');
    await setTime(new Date());
    restore();
    const theirs = new Date('2021-01-01T00:00:00Z');
    fs.utimesSync(lock, theirs, theirs);
    expect(await readTime()).to.equal(theirs.getTime());
  });

  it('lets an I/O error pass', async () => {
    refuse('EIO');
    expect(await setTime(new Date())).to.have.property('code', 'EIO');
  });

  it('refuses when the clock of the server is far off: the lock would look stale to others', async () => {
    refuse('EPERM');
    stub(Date, 'now').returns(Date.UTC(2030, 0, 1));
    expect(await setTime(new Date())).to.have.property('code', 'EPERM');
  });

  it('removes a lock whose owner was killed while it renewed the time', async () => {
    fs.mkdirSync(join(lock, 'beat'));
    const failure = await new Promise((resolve) => {
      HEARTBEAT_FILE_SYSTEM.rmdir(lock, resolve);
    });
    expect(failure).to.equal(null);
    expect(fs.existsSync(lock)).to.equal(false);
  });
});
