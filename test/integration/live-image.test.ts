import { createHash } from 'node:crypto';
import { copyFileSync, openSync, closeSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LiveImage } from '../../src/adapters/outbound/sqlite-file/live-image.ts';
import { ReadTransaction } from '../../src/adapters/outbound/sqlite-file/read-transaction.ts';
import { composeImage, planImage } from '../../src/adapters/outbound/sqlite-file/database-image.ts';
import { SourceChangedError } from '../../src/adapters/outbound/sqlite-file/source-changed.ts';
import { readWalIndex } from '../../src/adapters/outbound/sqlite-file/write-ahead-log.ts';
import { makeFolder, removeFolder } from '../support/database-fixtures.ts';
import { PythonWriter } from '../support/python-sqlite.ts';

const FRAME_BYTES = 4096 + 24;
const BLOCK_BYTES = 256 * 1024;

/** A log with published frames, a part of which a checkpoint has copied back; the writer stays. */
const HALF_CHECKPOINTED = `
c = sqlite3.connect(path, isolation_level=None)
c.execute('pragma page_size=' + sys.argv[2])
c.execute('pragma journal_mode=wal')
c.execute('pragma wal_autocheckpoint=0')
c.execute('create table t(id integer primary key, body blob)')
c.execute('begin')
c.executemany('insert into t(body) values (?)', ((os.urandom(900),) for _ in range(2000)))
c.execute('commit')
c.execute('pragma wal_checkpoint(passive)').fetchall()
c.execute('update t set body = zeroblob(900) where id % 7 = 0')
reader = sqlite3.connect(path, isolation_level=None)
reader.execute('begin'); reader.execute('select count(*) from t').fetchall()
c.execute('update t set body = randomblob(900) where id % 11 = 0')
c.execute('pragma wal_checkpoint(passive)').fetchall()
print('ready'); sys.stdin.read()
`;

/** Everything is in the main file again: the log is empty or done with. */
const CHECKPOINTED = HALF_CHECKPOINTED.replace(
  "print('ready')",
  "reader.execute('commit'); c.execute('pragma wal_checkpoint(truncate)').fetchall(); print('ready')",
);

describe('LiveImage', () => {
  let folder: string;
  let path: string;
  let writer: PythonWriter | undefined;

  beforeEach(async () => {
    folder = await makeFolder();
    path = `${folder}/live.db`;
  });

  afterEach(async () => {
    await writer?.kill();
    writer = undefined;
    await removeFolder(folder);
  });

  for (const pageSize of [512, 1024, 4096, 65536]) {
    it(`equals SQLite's recovery of main file and WAL at page size ${pageSize}`, async () => {
      writer = await PythonWriter.start(HALF_CHECKPOINTED, path, String(pageSize));
      const image = await readLive(path);
      const main = readFileSync(path);
      const wal = readFileSync(`${path}-wal`);
      expect(sha256(image), 'the log matters').not.to.equal(sha256(main));
      const recovered = composeImage(
        main,
        wal,
        planImage({ start: main, sizeBytes: main.length }, wal, path),
      );
      expect(sha256(image)).to.equal(sha256(recovered));
    });
  }

  it('is the main file alone when the WAL is empty', async () => {
    writer = await PythonWriter.start(CHECKPOINTED, path, '4096');
    expect(sha256(await readLive(path))).to.equal(sha256(readFileSync(path)));
  });

  it('ignores bytes after the last page, and reads zeros in a short file', async () => {
    writeTable(path);
    const whole = readFileSync(path);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(10_000, 1), 0, 10_000, whole.length);
    closeSync(file);
    expect(sha256(await readLive(path))).to.equal(sha256(whole));
  });

  it('fails when the file is replaced during the read', async () => {
    writeTable(path);
    await holding(path, (image) => {
      copyFileSync(path, `${path}.new`);
      renameSync(`${path}.new`, path);
      expect(() => {
        image.assertUnchanged();
      }).to.throw(SourceChangedError, 'replaced');
    });
  });

  it('fails when the change counter changes under the lock', async () => {
    writeTable(path);
    await holding(path, (image) => {
      overwrite(path, 27, 0xee);
      expect(() => {
        image.assertUnchanged();
      }).to.throw(SourceChangedError, 'change counter');
    });
  });

  it('fails when a frame has changed since the scan', async () => {
    writer = await PythonWriter.start(HALF_CHECKPOINTED, path, '4096');
    await holding(path, (image) => {
      const walBytes = readFileSync(`${path}-wal`).length;
      for (let offset = 32 + 24 + 100; offset < walBytes; offset += FRAME_BYTES) {
        overwrite(`${path}-wal`, offset, 0x5a);
      }
      expect(() => readAll(image)).to.throw(SourceChangedError, 'wal-index says');
    });
  });

  it('ignores a WAL that does not match the wal-index', async () => {
    writer = await PythonWriter.start(HALF_CHECKPOINTED, path, '4096');
    overwrite(`${path}-wal`, 16, 0x5a);
    const image = LiveImage.open(path);
    const snapshot = await ReadTransaction.open(path, 1000);
    try {
      await image.plan(snapshot.facts).then(
        () => expect.fail('planned'),
        (error: unknown) => expect(error).to.be.instanceOf(SourceChangedError),
      );
    } finally {
      snapshot.close();
      image.close();
    }
  });
});

describe('readWalIndex', () => {
  let folder: string;
  let path: string;
  let writer: PythonWriter;

  beforeEach(async () => {
    folder = await makeFolder();
    path = `${folder}/live.db`;
    writer = await PythonWriter.start(HALF_CHECKPOINTED, path, '4096');
  });

  afterEach(async () => {
    await writer.kill();
    await removeFolder(folder);
  });

  it('reads the last published frame, the database pages and the backfilled frames', () => {
    const index = look(path);
    const wal = readFileSync(`${path}-wal`);
    // Frames of the generation before are still behind those of this one.
    const salts = wal.subarray(16, 24);
    let frames = 0;
    while (
      wal
        .subarray(32 + frames * FRAME_BYTES + 8)
        .subarray(0, 8)
        .equals(salts)
    )
      frames += 1;
    expect(index?.version).to.equal(3007000);
    expect(index?.maxFrame).to.equal(frames);
    expect(index?.backfilledFrames).to.be.within(1, frames - 1);
    expect(index?.databasePages).to.equal(wal.readUInt32BE(32 + (frames - 1) * FRAME_BYTES + 4));
    expect(index?.salts).to.deep.equal(salts);
  });

  it('refuses an index with different copies, a wrong checksum or no initialisation', () => {
    for (const offset of [16, 48 + 16, 40, 12]) {
      copyFileSync(`${path}-shm`, `${folder}/damaged-shm`);
      overwrite(`${folder}/damaged-shm`, offset, 0x77);
      expect(look(`${folder}/damaged`), `byte ${offset}`).to.equal(undefined);
    }
  });
});

function look(path: string) {
  const descriptor = openSync(`${path}-shm`, 'r');
  try {
    return readWalIndex(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function holding<T>(path: string, work: (image: LiveImage) => T): Promise<T> {
  const image = LiveImage.open(path);
  const snapshot = await ReadTransaction.open(path, 1000);
  try {
    await image.plan(snapshot.facts);
    return work(image);
  } finally {
    snapshot.close();
    image.close();
  }
}

async function readLive(path: string): Promise<Buffer> {
  return holding(path, (image) => {
    const bytes = readAll(image);
    image.assertUnchanged();
    expect(bytes.length).to.equal(image.bytes);
    return bytes;
  });
}

function readAll(image: LiveImage): Buffer {
  const blocks: Buffer[] = [];
  for (;;) {
    const block = Buffer.alloc(BLOCK_BYTES);
    const count = image.readBlock(block);
    blocks.push(block.subarray(0, count));
    if (count < block.length) return Buffer.concat(blocks);
  }
}

function writeTable(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    'create table t(body); insert into t select randomblob(500) from (with recursive n(i) as (select 1 union all select i+1 from n where i < 3000) select i from n)',
  );
  database.close();
}

function overwrite(path: string, offset: number, value: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.of(value), 0, 1, offset);
  closeSync(file);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
