import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { gzipSync } from 'node:zlib';
import {
  asRollbackDatabase,
  isSchemaEmpty,
  lockBytePage,
  parseDatabaseHeader,
} from '../../../../src/adapters/outbound/sqlite-file/database-header.ts';
import { DatabaseCorruptedException } from '../../../../src/domain/exceptions/database-corrupted-exception.ts';
import { runPython, sqlite3 } from '../../../support/python-sqlite.ts';

describe('database header', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'header-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const pageSize of [512, 1024, 4096, 32768, 65536]) {
    it(`reads SQLite's header at page size ${pageSize}`, () => {
      const path = join(folder, `${pageSize}.db`);
      const pragmas = `PRAGMA page_size = ${pageSize}; PRAGMA encoding = 'UTF-16le'`;
      sqlite3(path, `${pragmas}; CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO t VALUES (1)`);
      const header = parseDatabaseHeader(readFileSync(path), path);
      expect(header).to.deep.equal({
        pageSize,
        usesWal: false,
        reservedBytes: 0,
        changeCounter: 3,
        databasePages: Number(sqlite3(path, 'PRAGMA page_count')),
        freePages: Number(sqlite3(path, 'PRAGMA freelist_count')),
        schemaCookie: Number(sqlite3(path, 'PRAGMA schema_version')),
        textEncoding: 'UTF-16le',
        writerSqliteVersion: sqlite3(path, 'SELECT sqlite_version()').trim(),
      });
    });
  }

  it('recognises a database in WAL mode', () => {
    const path = join(folder, 'wal.db');
    sqlite3(path, 'PRAGMA journal_mode = wal; CREATE TABLE t(a)');
    expect(parseDatabaseHeader(readFileSync(path), path).usesWal).to.equal(true);
  });

  it('ignores the outdated size of an old writer', () => {
    const path = join(folder, 'stale.db');
    sqlite3(path, 'CREATE TABLE t(a)');
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(bytes.readUInt32BE(24) + 1, 24);
    expect(parseDatabaseHeader(bytes, path).databasePages).to.equal(undefined);
  });

  it('distinguishes an empty schema from one with a table', () => {
    const path = join(folder, 'schema.db');
    runPython(
      "c = sqlite3.connect(path); c.execute('PRAGMA journal_mode = wal'); c.execute('PRAGMA user_version = 7')",
      path,
    );
    expect(isSchemaEmpty(readFileSync(path))).to.equal(true);
    sqlite3(path, 'CREATE TABLE t(a)');
    expect(isSchemaEmpty(readFileSync(path))).to.equal(false);
  });

  it('restores a WAL header when the action fails', () => {
    const image = new Uint8Array(100);
    image.set([2, 2], 18);
    const work = (): never => {
      expect([image[18], image[19]]).to.deep.equal([1, 1]);
      throw new Error('stop');
    };
    expect(() => asRollbackDatabase(image, work)).to.throw('stop');
    expect([image[18], image[19]]).to.deep.equal([2, 2]);
  });

  it('does not change the header of a rollback database', () => {
    const image = new Uint8Array(100);
    image.set([1, 1], 18);
    expect(asRollbackDatabase(image, () => image[18])).to.equal(1);
    expect(image[18]).to.equal(1);
  });

  it('recognises the page of the lock byte', () => {
    expect(lockBytePage(4096)).to.equal(262145);
    expect(lockBytePage(65536)).to.equal(16385);
  });

  const random = randomBytes(4096);
  const refusals: readonly [string, Uint8Array, RegExp][] = [
    ['an empty file', Buffer.alloc(0), /empty: not a database yet/],
    [
      'text',
      Buffer.from('Dear diary, today nothing was backed up. '.repeat(100)),
      /is not a SQLite database$/,
    ],
    ['a page of zeros', Buffer.alloc(4096), /is not a SQLite database$/],
    ['a few bytes', Buffer.from('SQLite format 3\0'), /is not a SQLite database$/],
    ['random bytes', random, /perhaps encrypted \(SQLCipher, SEE\)/],
    ['the first hundred random bytes', random.subarray(0, 100), /perhaps encrypted/],
    ['a compressed file', gzipSync(random), /but a gzip file/],
  ];
  for (const [what, bytes, message] of refusals) {
    it(`describes ${what}`, () => {
      const parse = (): unknown => parseDatabaseHeader(bytes, '/data/x.db');
      expect(parse).to.throw(DatabaseCorruptedException, message).with.property('hint').that.is.not.empty;
    });
  }

  it('refuses an impossible page size', () => {
    const path = join(folder, 'pagesize.db');
    sqlite3(path, 'CREATE TABLE t(a)');
    for (const stored of [0, 256, 4097]) {
      const bytes = readFileSync(path);
      bytes.writeUInt16BE(stored, 16);
      expect(() => parseDatabaseHeader(bytes, path)).to.throw(DatabaseCorruptedException, 'page size');
    }
  });
});
