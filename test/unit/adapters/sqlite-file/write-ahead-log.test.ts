import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { composeImage, planImage } from '../../../../src/adapters/outbound/sqlite-file/database-image.ts';
import { readCommittedFrames } from '../../../../src/adapters/outbound/sqlite-file/write-ahead-log.ts';
import { DatabaseAccessException } from '../../../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../../../src/domain/exceptions/database-corrupted-exception.ts';
import { runPython, sqlite3 } from '../../../support/python-sqlite.ts';

/** Dies with commits in the WAL: grown, shrunk, and a spilled transaction without a commit. */
const CRASHED_WRITER = `
c = sqlite3.connect(path, isolation_level=None)
c.execute('PRAGMA page_size = ' + sys.argv[2]); c.execute('PRAGMA auto_vacuum = full')
c.execute('PRAGMA journal_mode = wal'); c.execute('PRAGMA wal_autocheckpoint = 0')
c.execute('CREATE TABLE t(id INTEGER PRIMARY KEY, a)')
for n in range(5): c.execute('INSERT INTO t(a) VALUES (randomblob(3000))')
c.execute('DELETE FROM t WHERE id > 3')
c.execute('INSERT INTO t(a) VALUES (?)', ('last commit',))
c.execute('PRAGMA cache_size = 2'); c.execute('BEGIN')
for n in range(50): c.execute('INSERT INTO t(a) VALUES (zeroblob(3000))')
os._exit(0)
`;

/** Dies with a short new generation of frames before the old one's. */
const RESTARTED_WRITER = `
c = sqlite3.connect(path, isolation_level=None)
c.execute('PRAGMA journal_mode = wal'); c.execute('PRAGMA wal_autocheckpoint = 0')
c.execute('CREATE TABLE t(a)')
for n in range(20): c.execute('INSERT INTO t VALUES (randomblob(3000))')
assert c.execute('PRAGMA wal_checkpoint(restart)').fetchone()[0] == 0
c.execute('DELETE FROM t WHERE rowid > 2')
os._exit(0)
`;

interface Files {
  readonly main: Buffer;
  readonly wal: Buffer;
}

describe('write-ahead log', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wal-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const make = (script: string, ...args: string[]): Files => {
    const path = join(folder, `${args.join('-')}made.db`);
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    runPython(script, path, ...args);
    return { main: readFileSync(path), wal: readFileSync(`${path}-wal`) };
  };
  const dump = (main: Buffer, wal: Buffer | undefined): string => {
    const path = join(folder, 'dump.db');
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    writeFileSync(path, main);
    if (wal !== undefined) writeFileSync(`${path}-wal`, wal);
    return sqlite3(path, '.dump') + sqlite3(path, 'PRAGMA integrity_check; PRAGMA page_count');
  };
  const ourView = ({ main, wal }: Files): string =>
    dump(
      composeImage(Buffer.from(main), wal, planImage({ start: main, sizeBytes: main.length }, wal, 'x')),
      undefined,
    );
  /** The result of SQLite's own recovery of the two files. */
  const sqlitesView = ({ main, wal }: Files): string => dump(main, wal);

  for (const pageSize of [512, 1024, 4096, 8192, 32768, 65536]) {
    it(`equals SQLite's recovery at page size ${pageSize}`, () => {
      const files = make(CRASHED_WRITER, String(pageSize));
      const frames = readCommittedFrames(files.wal);
      expect(frames?.pageSize).to.equal(pageSize);
      expect(frames?.commitFrames).to.equal(8);
      // The uncommitted transaction must be in the file for this test.
      expect(Math.max(...frames!.frameOfPage.values()) + pageSize).to.be.below(files.wal.length);
      expect(ourView(files)).to.include('last commit').and.to.equal(sqlitesView(files));
    });
  }

  it('ignores frames of the generation before a restart', () => {
    const files = make(RESTARTED_WRITER);
    const end = Math.max(...readCommittedFrames(files.wal)!.frameOfPage.values()) + 4096;
    expect(end).to.be.below(files.wal.length - 10 * 4096);
    expect(readCommittedFrames(files.wal)?.commitFrames).to.equal(1);
    expect(ourView(files)).to.equal(sqlitesView(files));
  });

  it('ends at a last frame that is torn', () => {
    const { main, wal } = make(RESTARTED_WRITER);
    const end = Math.max(...readCommittedFrames(wal)!.frameOfPage.values()) + 4096;
    expect(readCommittedFrames(wal.subarray(0, end))?.commitFrames).to.equal(1);
    expect(readCommittedFrames(wal.subarray(0, end - 1))).to.equal(undefined);
    const flipped = Buffer.from(wal);
    flipped[end - 1] = flipped.readUInt8(end - 1) ^ 1;
    expect(readCommittedFrames(flipped)).to.equal(undefined);
    expect(ourView({ main, wal: flipped })).to.equal(sqlitesView({ main, wal: flipped }));
  });

  it('agrees with SQLite when the WAL is cut off or altered anywhere', () => {
    const { main, wal } = make(CRASHED_WRITER, '1024');
    const committed = Math.max(...readCommittedFrames(wal)!.frameOfPage.values()) + 1024;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: committed }), fc.integer({ min: 0, max: 255 }), (at, mask) => {
        const altered = Buffer.from(mask === 0 ? wal.subarray(0, at) : wal);
        if (mask !== 0) altered[at] = altered.readUInt8(at) ^ mask;
        let ours: string;
        try {
          ours = ourView({ main, wal: altered });
        } catch (error) {
          // Cut off before the CREATE TABLE, the main file has no table.
          expect(error).to.be.instanceOf(DatabaseCorruptedException);
          ours = 'contains no tables';
        }
        const theirs = sqlitesView({ main, wal: altered });
        expect(ours).to.equal(theirs.includes('CREATE TABLE') ? theirs : 'contains no tables');
      }),
      { numRuns: 40 },
    );
  });

  it('reads both byte orders of checksums', () => {
    const { main, wal } = make(CRASHED_WRITER, '1024');
    expect(wal.readUInt32BE(0), 'written on a little-endian machine').to.equal(0x377f0682);
    const files = { main, wal: withBigEndianChecksums(wal, 1024) };
    expect(sqlitesView(files), 'SQLite takes the crafted log').to.include('last commit');
    expect(readCommittedFrames(files.wal)?.commitFrames).to.equal(8);
    expect(ourView(files)).to.equal(sqlitesView(files));
  });

  it('has no committed frames when empty, zeroed, short or of another format', () => {
    const { wal } = make(CRASHED_WRITER, '1024');
    const altered = (offset: number, value: number): Buffer => {
      const copy = Buffer.from(wal);
      copy.writeUInt32BE(value, offset);
      return copy;
    };
    expect(readCommittedFrames(Buffer.alloc(0))).to.equal(undefined);
    expect(readCommittedFrames(Buffer.alloc(wal.length))).to.equal(undefined);
    expect(readCommittedFrames(wal.subarray(0, 31))).to.equal(undefined);
    expect(readCommittedFrames(wal.subarray(0, 32))).to.equal(undefined);
    expect(readCommittedFrames(altered(0, 0x377f0684))).to.equal(undefined);
    expect(readCommittedFrames(altered(8, 1000))).to.equal(undefined);
    expect(readCommittedFrames(altered(12, 99))).to.equal(undefined);
  });

  it('refuses a valid WAL of an unknown version', () => {
    const { wal } = make(CRASHED_WRITER, '1024');
    wal.writeUInt32BE(3007001, 4);
    const sealed = withBigEndianChecksums(wal, 1024);
    expect(() => readCommittedFrames(sealed)).to.throw(DatabaseAccessException, '3007001');
  });

  it('refuses the WAL of another database', () => {
    const { main } = make(CRASHED_WRITER, '1024');
    const { wal } = make(CRASHED_WRITER, '8192');
    // Page 1 is in the WAL, whose header would then agree: remove it.
    const start = Buffer.from(main);
    const withoutPage1 = logOfPage2(wal, 8192);
    expect(() => planImage({ start, sizeBytes: main.length }, withoutPage1, '/data/x.db')).to.throw(
      DatabaseCorruptedException,
      "is not this database's",
    );
  });
});

/** The same WAL as a big-endian machine writes it. */
function withBigEndianChecksums(wal: Buffer, pageSize: number): Buffer {
  const copy = Buffer.from(wal);
  const salts = Buffer.from(copy.subarray(16, 24));
  copy.writeUInt32BE(0x377f0683, 0);
  let sums: [number, number] = sum([0, 0], copy.subarray(0, 24));
  store(copy, 24, sums);
  for (let at = 32; at + 24 + pageSize <= copy.length; at += 24 + pageSize) {
    if (!copy.subarray(at + 8, at + 16).equals(salts)) break;
    sums = sum(sum(sums, copy.subarray(at, at + 8)), copy.subarray(at + 24, at + 24 + pageSize));
    store(copy, at + 16, sums);
  }
  return copy;
}

/** A WAL with one committed frame, of page 2. */
function logOfPage2(wal: Buffer, pageSize: number): Buffer {
  const copy = Buffer.from(wal.subarray(0, 32 + 24 + pageSize));
  copy.writeUInt32BE(2, 32);
  copy.writeUInt32BE(2, 36);
  return withBigEndianChecksums(copy, pageSize);
}

function sum([a, b]: [number, number], bytes: Buffer): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [first, second] = [BigInt(a), BigInt(b)];
  for (let at = 0; at < bytes.length; at += 8) {
    first = BigInt.asUintN(32, first + BigInt(view.getUint32(at)) + second);
    second = BigInt.asUintN(32, second + BigInt(view.getUint32(at + 4)) + first);
  }
  return [Number(first), Number(second)];
}

function store(bytes: Buffer, at: number, [first, second]: [number, number]): void {
  bytes.writeUInt32BE(first, at);
  bytes.writeUInt32BE(second, at + 4);
}
