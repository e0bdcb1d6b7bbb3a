import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { captureWithSqlJs } from '../../src/adapters/outbound/database-snapshotter/sql-js-capture.ts';
import { DatabaseAccessException } from '../../src/domain/exceptions/database-access-exception.ts';
import { PythonWriter, sqlite3 } from '../support/python-sqlite.ts';

/** Moves money between accounts, without pause or with short ones; each sixteenth transaction spills its cache. */
const TRANSFERS = `
import random
mode, pause = sys.argv[2], float(sys.argv[3])
c = sqlite3.connect(path, isolation_level=None, timeout=60)
c.execute('PRAGMA journal_mode = ' + mode); c.execute('PRAGMA synchronous = off')
c.execute('PRAGMA cache_size = 8'); c.execute('PRAGMA wal_autocheckpoint = 50')
c.execute('CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, filler)')
c.execute('BEGIN')
c.executemany('INSERT INTO account VALUES (?, 1000, randomblob(700))', [(n,) for n in range(200)])
c.execute('COMMIT')
print('ready')
n = 0
while True:
    n += 1
    c.execute('BEGIN IMMEDIATE')
    for _ in range(40 if n % 16 == 0 else 1):
        a, b = random.sample(range(200), 2)
        c.execute('UPDATE account SET balance = balance - 7, filler = randomblob(700) WHERE id = ?', (a,))
        c.execute('UPDATE account SET balance = balance + 7 WHERE id = ?', (b,))
    c.execute('COMMIT' if n % 5 else 'ROLLBACK')
    time.sleep(pause * random.random())
`;

const CAPTURES = 20;

describe('capture with sql.js during writes', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqljs-live-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Captures, checks the backup with another SQLite, and tells whether there was one. */
  const captureRightly = async (source: string): Promise<boolean> => {
    const destination = `${source}.gz`;
    try {
      await captureWithSqlJs(
        {
          sourcePath: source,
          destinationPath: destination,
          compression: 'gzip',
          compressionLevel: 1,
          sourceCheck: 'quick',
          busyTimeoutMs: 300,
          maxStoredBytes: 2 ** 30,
          maxWalGrowthBytes: 1024 ** 3,
        },
        () => undefined,
      );
    } catch (error) {
      expect(error).to.be.instanceOf(DatabaseAccessException);
      return false;
    }
    const image = join(folder, 'image.db');
    writeFileSync(image, gunzipSync(readFileSync(destination)));
    rmSync(destination);
    expect(sqlite3(image, 'PRAGMA integrity_check; SELECT sum(balance), count(*) FROM account')).to.equal(
      'ok\n200000|200\n',
    );
    for (const suffix of ['', '-wal', '-shm']) rmSync(image + suffix, { force: true });
    return true;
  };

  for (const mode of ['wal', 'delete', 'truncate', 'persist', 'memory']) {
    it(`creates a correct backup or none, in mode ${mode} without pause`, async () => {
      const source = join(folder, `${mode}.db`);
      const writer = await PythonWriter.start(TRANSFERS, source, mode, '0');
      try {
        for (let n = 0; n < CAPTURES; n += 1) await captureRightly(source);
      } finally {
        await writer.kill();
      }
    });

    it(`creates a correct backup while a writer pauses, in mode ${mode}`, async () => {
      const source = join(folder, `${mode}-pausing.db`);
      const writer = await PythonWriter.start(TRANSFERS, source, mode, '0.1');
      try {
        let made = 0;
        for (let n = 0; n < CAPTURES; n += 1) made += (await captureRightly(source)) ? 1 : 0;
        expect(made).to.be.above(0);
      } finally {
        await writer.kill();
      }
    });
  }
});
