import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DeltaOverlay } from '../../../../src/adapters/outbound/artifact-extractor/delta-overlay.ts';
import {
  DamagedDeltaError,
  readDelta,
} from '../../../../src/adapters/outbound/artifact-extractor/delta-frames.ts';
import { FreeSpaceGuard } from '../../../../src/adapters/outbound/artifact-extractor/extraction-destination.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';
import { sumUp, writeDelta } from '../../../support/delta-writer.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const PAGE = 512;
const FRAME = PAGE + 24;

const imageOf = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.alloc(PAGE, value)));

async function* piecesOf(bytes: Uint8Array, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield Buffer.from(bytes.subarray(at, at + size));
  }
}

const read = (delta: Buffer): Promise<unknown> => readDelta(piecesOf(delta));
const problemOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await rejectionOf(work);
  expect(error).to.be.instanceOf(DamagedDeltaError);
  return (error as Error).message;
};

describe('readDelta', () => {
  const delta = writeDelta(imageOf(1, 2, 3), imageOf(1, 5, 6), PAGE);

  it('gives its frames, its page size and the pages of its database', async () => {
    expect(await read(delta)).to.deep.equal({ frames: 3, pageSize: PAGE, pageCount: 3 });
  });

  it('refuses a delta that is cut off anywhere', async () => {
    for (let length = 0; length < delta.length; length += 1)
      expect(await problemOf(read(delta.subarray(0, length)))).to.match(/cut off|missing/);
  });

  it('refuses a change of any byte', async () => {
    for (let at = 0; at < delta.length; at += at < 200 ? 1 : 13) {
      const changed = Buffer.from(delta);
      changed[at] = (changed[at] ?? 0) ^ 4;
      expect(await problemOf(read(changed)), `byte ${at}`).not.to.equal('');
    }
  });

  it('refuses what follows the last frame', async () => {
    expect(await problemOf(read(Buffer.concat([delta, delta.subarray(32, 32 + FRAME)])))).to.equal(
      'frame 4 follows the last one',
    );
    expect(await problemOf(read(Buffer.concat([delta, Buffer.alloc(1)])))).to.include('cut off');
  });

  it('refuses frames in another order, and one left out or doubled', async () => {
    const frames = [0, 1, 2].map((index) => delta.subarray(32 + index * FRAME, 32 + (index + 1) * FRAME));
    for (const order of [
      [1, 0, 2],
      [0, 2],
      [0, 0, 1, 2],
      [0, 2, 1],
    ]) {
      const changed = Buffer.concat([delta.subarray(0, 32), ...order.map((index) => frames[index]!)]);
      expect(await problemOf(read(changed))).to.match(/checksum|follows/);
    }
  });

  it('refuses a delta without page 1, and a page beyond the end of its database', async () => {
    const without = writeDelta(imageOf(1, 2), imageOf(1, 5), PAGE, { without: [1] });
    expect(await problemOf(read(without))).to.equal('frame 1 is not page 1');
    const beyond = writeDelta(imageOf(1, 2, 3), imageOf(1, 2, 4), PAGE, { pageCount: 2 });
    expect(await problemOf(read(beyond))).to.equal('frame 2 is beyond the end of the database');
  });

  it('refuses what is no write-ahead log, or one of an unknown version', async () => {
    expect(await problemOf(read(pseudoRandomBytes(7, 5000)))).to.equal(
      'it does not begin as a write-ahead log',
    );
    expect(await problemOf(read(Buffer.alloc(5000)))).to.equal('it does not begin as a write-ahead log');
    const newer = Buffer.from(delta);
    newer.writeUInt32BE(3007001, 4);
    const [first, second] = sumUp([0, 0], newer.subarray(0, 24));
    newer.writeUInt32BE(first, 24);
    newer.writeUInt32BE(second, 28);
    expect(await problemOf(read(newer))).to.include('unknown format version 3007001');
  });
});

describe('DeltaOverlay', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => removeFolder(folder));

  const rebuild = async (
    full: Uint8Array | AsyncIterable<Buffer>,
    /** Oldest first. */
    deltas: readonly Buffer[],
    databaseBytes: number,
    room?: FreeSpaceGuard,
  ): Promise<Buffer> => {
    const overlay = await DeltaOverlay.create(join(folder, 'scratch'), { databaseBytes, room });
    try {
      for (const delta of deltas.toReversed()) await overlay.add(piecesOf(delta));
      const pieces: Buffer[] = [];
      const content = full instanceof Uint8Array ? piecesOf(full, 700) : full;
      for await (const piece of overlay.applyTo(content)) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces);
    } finally {
      await overlay.close();
    }
  };
  const rebuildOf = (images: readonly Buffer[]): Promise<Buffer> => {
    const deltas = images.slice(1).map((image, index) => writeDelta(images[index]!, image, PAGE));
    return rebuild(images[0]!, deltas, images.at(-1)!.length);
  };

  it('takes each page from its newest delta', async () => {
    const images = [imageOf(1, 2, 3, 4), imageOf(1, 20, 30, 4), imageOf(10, 20, 31, 4)];
    expect((await rebuildOf(images)).equals(images[2]!)).to.equal(true);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('grows and shrinks with the database, also within one chain', async () => {
    const images = [imageOf(1, 2, 3, 4, 5), imageOf(1, 2), imageOf(1, 2, 33, 44, 5, 6)];
    for (const count of [2, 3]) {
      const chain = images.slice(0, count);
      expect((await rebuildOf(chain)).equals(chain.at(-1)!)).to.equal(true);
    }
  });

  it('takes no page from before the database had shrunk', async () => {
    const [full, small, grown] = [imageOf(1, 2, 3, 4), imageOf(1, 2), imageOf(1, 2, 3, 4)];
    const shrinking = writeDelta(full, small, PAGE);
    // Page 3 is left out: the full has it, but the parent has not.
    const growing = writeDelta(small, grown, PAGE, { without: [3] });
    expect(await problemOf(rebuild(full, [shrinking, growing], grown.length))).to.equal(
      'page 3 is missing, and in no older file of its chain',
    );
  });

  it('refuses a full that is too short', async () => {
    const delta = writeDelta(imageOf(1, 2, 3, 4), imageOf(1, 2, 3, 5), PAGE);
    expect(await problemOf(rebuild(imageOf(1, 2), [delta], 4 * PAGE))).to.include('page 3 is missing');
  });

  it('refuses another page size within the chain and in the full', async () => {
    const image = Buffer.alloc(4096, 7);
    const [small, large] = [512, 1024].map((size) => writeDelta(Buffer.alloc(4096), image, size));
    expect(await problemOf(rebuild(image, [large!, small!], 4096))).to.equal(
      'it has pages of 1024 bytes, the next delta of 512',
    );
    const full = Buffer.alloc(4096);
    full.write('SQLite format 3\0', 'latin1');
    full.writeUInt16BE(1, 16);
    expect(await problemOf(rebuild(full, [small!], 4096))).to.equal(
      'it has pages of 512 bytes, the full of 65536',
    );
  });

  it('refuses a delta that is larger than its record, before it takes memory or disk', async () => {
    const delta = writeDelta(imageOf(1), imageOf(1, 2, 3, 4), PAGE);
    expect(await problemOf(rebuild(imageOf(1), [delta], 2 * PAGE))).to.include('on record are 1024 bytes');
    const many = writeDelta(imageOf(1), imageOf(2), PAGE, { pageCount: 4_000_000_000 });
    expect(await problemOf(rebuild(imageOf(1), [many], PAGE))).to.include('4000000000 pages');
  });

  it('stops before the scratch file uses up the reserve', async () => {
    const images = [imageOf(1, 2, 3), imageOf(1, 5, 6)] as const;
    const delta = writeDelta(...images, PAGE);
    const reserve = { freeBytes: 1000, databaseBytes: undefined };
    const guard = (free: number): FreeSpaceGuard => new FreeSpaceGuard(folder, reserve, () => free);
    const needed = 3 * PAGE + 1000;
    expect((await rebuild(images[0], [delta], 3 * PAGE, guard(needed))).equals(images[1])).to.equal(true);
    const error = await rejectionOf(rebuild(images[0], [delta], 3 * PAGE, guard(needed - 1)));
    expect(error).to.be.instanceOf(BackupDirectoryException);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("has zeros in the page of SQLite's locks", async () => {
    const pageSize = 65_536;
    const lockPage = 2 ** 30 / pageSize + 1;
    const fullPage = Buffer.alloc(pageSize, 1);
    const full = async function* (): AsyncGenerator<Buffer> {
      for (let page = 1; page < lockPage; page += 1) yield await Promise.resolve(fullPage);
    };
    // Page 1 and the two after the page of the locks.
    const grown = Buffer.alloc(3 * pageSize, 9);
    const delta = writeDelta(Buffer.alloc(0), grown, pageSize);
    const moved = renumbered(delta, pageSize, [1, lockPage + 1, lockPage + 2]);
    const databaseBytes = (lockPage + 2) * pageSize;
    const overlay = await DeltaOverlay.create(join(folder, 'scratch'), { databaseBytes, room: undefined });
    try {
      expect(await overlay.add(piecesOf(moved, 100_000))).to.deep.include({ pageCount: lockPage + 2 });
      let page = 0;
      for await (const piece of overlay.applyTo(full())) {
        for (let at = 0; at < piece.length; at += pageSize) {
          page += 1;
          const value = page === 1 || page > lockPage ? 9 : page === lockPage ? 0 : 1;
          if (!piece.subarray(at, at + pageSize).equals(Buffer.alloc(pageSize, value)))
            expect.fail(`page ${page} has other content`);
        }
      }
      expect(page).to.equal(lockPage + 2);
    } finally {
      await overlay.close();
    }
    const locked = renumbered(delta, pageSize, [1, lockPage, lockPage + 1]);
    expect(await problemOf(read(locked))).to.equal("frame 2 holds the page of SQLite's locks");
  });
});

/** The same delta with other page numbers, and a chain of checksums that fits them. */
function renumbered(delta: Buffer, pageSize: number, pages: readonly number[]): Buffer {
  const changed = Buffer.from(delta);
  let sums: [number, number] = [changed.readUInt32BE(24), changed.readUInt32BE(28)];
  for (const [index, page] of pages.entries()) {
    const at = 32 + index * (24 + pageSize);
    changed.writeUInt32BE(page, at);
    if (index === pages.length - 1) changed.writeUInt32BE(page, at + 4);
    sums = sumUp(sumUp(sums, changed.subarray(at, at + 8)), changed.subarray(at + 24, at + 24 + pageSize));
    changed.writeUInt32BE(sums[0], at + 16);
    changed.writeUInt32BE(sums[1], at + 20);
  }
  return changed;
}
