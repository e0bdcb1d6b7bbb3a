import { execFileSync, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { writeArtifact } from '../../../../src/adapters/outbound/codec/artifact-writer.ts';
import { BLOCK_BYTES } from '../../../../src/adapters/outbound/codec/ordered-parts.ts';
import { decompress } from '../../../../src/adapters/outbound/codec/decompress.ts';
import { claimedSizes } from '../../../../src/adapters/outbound/codec/gzip-member.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { blocksOf } from '../../../support/fault-image.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';
import { decompressWhole } from './decompress-whole.ts';

/** Two and a half blocks; the second does not compress. */
const IMAGE = Buffer.concat([
  Buffer.alloc(BLOCK_BYTES, 'rows and rows of it. '),
  pseudoRandomBytes(5, BLOCK_BYTES),
  Buffer.alloc(BLOCK_BYTES / 2, 'the rest '),
]);
const BLOCK_SIZES = [BLOCK_BYTES, BLOCK_BYTES, BLOCK_BYTES / 2];
const HEADER_BYTES = 24;

describe('the blocks of an artifact', () => {
  let folder: string;
  let gzip: Buffer;
  let zstd: Buffer;
  let emptyZstd: Buffer;

  before(async () => {
    folder = await makeFolder();
    const stored = async (image: Buffer, compression: 'gzip' | 'zstd') => {
      const path = join(folder, `${compression}-${String(image.length)}`);
      await writeArtifact(blocksOf([image]), path, {
        compression,
        compressionLevel: undefined,
        maxStoredBytes: Infinity,
      });
      return readFile(path);
    };
    [gzip, zstd, emptyZstd] = await Promise.all([
      stored(IMAGE, 'gzip'),
      stored(IMAGE, 'zstd'),
      stored(Buffer.alloc(0), 'zstd'),
    ]);
  });

  after(() => removeFolder(folder));

  /** The offset of each gzip member, by the headers. */
  function memberOffsets(stored: Buffer): number[] {
    const offsets: number[] = [];
    for (let offset = 0; offset < stored.length;) {
      offsets.push(offset);
      offset += claimedSizes(stored.subarray(offset, offset + HEADER_BYTES))?.storedBytes ?? stored.length;
    }
    return offsets;
  }

  describe('gzip', () => {
    it('splits into members by their headers, each valid alone, the last one empty', () => {
      const offsets = memberOffsets(gzip);
      const members = offsets.map((offset, index) => gzip.subarray(offset, offsets[index + 1]));
      expect(members.map((member) => claimedSizes(member)?.databaseBytes)).to.deep.equal([...BLOCK_SIZES, 0]);
      const contents = members.map((member) => zlib.gunzipSync(member));
      expect(contents.map(({ length }) => length)).to.deep.equal([...BLOCK_SIZES, 0]);
      expect(Buffer.concat(contents).equals(IMAGE)).to.equal(true);
    });

    it('is read by gunzip', () => {
      const output = execFileSync('gzip', ['-dc'], { input: gzip, maxBuffer: 2 * IMAGE.length });
      expect(output.equals(IMAGE)).to.equal(true);
    });

    it('refuses a file that is cut off between two members', async () => {
      for (const end of memberOffsets(gzip).slice(1)) {
        const error = await rejectionOf(decompressWhole(gzip.subarray(0, end), 'gzip'));
        expect(error, `at ${String(end)}`).to.be.instanceOf(RangeError);
      }
    });

    it('refuses a wrong size in a header', async () => {
      const wrong = [0, 1, 43, 100, BLOCK_BYTES - 1, BLOCK_BYTES + 1, 20_000_000, 0xffffffff];
      for (const member of memberOffsets(gzip)) {
        for (const field of [16, 20]) {
          const right = gzip.readUInt32LE(member + field);
          for (const size of [...wrong, right - 1, right + 1].filter(
            (value) => value >= 0 && value !== right,
          )) {
            const damaged = Buffer.from(gzip);
            damaged.writeUInt32LE(size, member + field);
            const error = await rejectionOf(decompressWhole(damaged, 'gzip'));
            expect(error, `${String(size)} at ${String(member + field)}`).to.be.instanceOf(Error);
          }
        }
      }
    }).timeout(120_000);

    it('reads our members between members of other tools', async () => {
      const foreign = zlib.gzipSync('foreign');
      const text = Buffer.from('foreign');
      for (const [parts, expected] of [
        [
          [gzip, foreign],
          [IMAGE, text],
        ],
        [
          [foreign, gzip],
          [text, IMAGE],
        ],
        [
          [gzip, gzip, foreign, gzip],
          [IMAGE, IMAGE, text, IMAGE],
        ],
      ] as const) {
        const found = await decompressWhole(Buffer.concat(parts), 'gzip');
        expect(found.equals(Buffer.concat(expected))).to.equal(true);
      }
    });
  });

  describe('zstd', () => {
    it('has a seek table with offset and content size of each frame', () => {
      const footer = zstd.subarray(-9);
      expect(footer.readUInt32LE(5)).to.equal(0x8f92eab1);
      expect(footer.readUInt8(4)).to.equal(0);
      const count = footer.readUInt32LE(0);
      expect(count).to.equal(BLOCK_SIZES.length);
      const table = zstd.subarray(-(8 + 8 * count + 9));
      expect(table.readUInt32LE(0)).to.equal(0x184d2a5e);
      expect(table.readUInt32LE(4)).to.equal(table.length - 8);
      let offset = 0;
      for (const [index, expected] of BLOCK_SIZES.entries()) {
        const storedBytes = table.readUInt32LE(8 + 8 * index);
        expect(table.readUInt32LE(12 + 8 * index)).to.equal(expected);
        const content = zlib.zstdDecompressSync(zstd.subarray(offset, offset + storedBytes));
        expect(content.equals(IMAGE.subarray(index * BLOCK_BYTES, index * BLOCK_BYTES + expected))).to.equal(
          true,
        );
        offset += storedBytes;
      }
      expect(offset).to.equal(zstd.length - table.length);
    });

    it('is read by zstd with its frames, sizes and checksums', function () {
      if (spawnSync('zstd', ['--version']).status !== 0) this.skip();
      const output = execFileSync('zstd', ['-dcq'], { input: zstd, maxBuffer: 2 * IMAGE.length });
      expect(output.equals(IMAGE)).to.equal(true);
      const listing = execFileSync('zstd', ['-lv', join(folder, `zstd-${String(IMAGE.length)}`)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(listing)
        .to.match(/Zstandard Frames: 3/)
        .and.match(/Skippable Frames: 1/);
      expect(listing)
        .to.include(`${String(IMAGE.length)} B`)
        .and.match(/Check: XXH64/);
    });

    it('reads a file without its seek table, and two in one file', async () => {
      const bare = zstd.subarray(0, zstd.length - (8 + 8 * BLOCK_SIZES.length + 9));
      expect((await decompressWhole(bare, 'zstd')).equals(IMAGE)).to.equal(true);
      const twice = await decompressWhole(Buffer.concat([zstd, zstd]), 'zstd');
      expect(twice.equals(Buffer.concat([IMAGE, IMAGE]))).to.equal(true);
    });

    it('writes an empty frame and its table when the image is empty', async () => {
      expect((await decompressWhole(emptyZstd, 'zstd')).length).to.equal(0);
      expect(emptyZstd.readUInt32LE(0)).to.equal(0xfd2fb528);
      expect(emptyZstd.subarray(-9).readUInt32LE(0)).to.equal(1);
    });

    it('refuses a wrong content size', async () => {
      for (const change of [-1, 1, 1 << 20]) {
        const damaged = Buffer.from(zstd);
        // Behind magic number, descriptor and window descriptor.
        const sizeOffset = 6;
        expect(damaged.readUInt32LE(sizeOffset)).to.equal(BLOCK_BYTES);
        damaged.writeUInt32LE(BLOCK_BYTES + change, sizeOffset);
        expect(await rejectionOf(decompressWhole(damaged, 'zstd'))).to.be.instanceOf(Error);
      }
    });
  });

  it('closes the file when the consumer ends early, for every compression', async () => {
    for (const [compression, stored] of [
      ['gzip', gzip],
      ['zstd', zstd],
      ['none', IMAGE],
    ] as const) {
      let released = false;
      const chunks = (async function* () {
        try {
          for (let start = 0; start < stored.length; start += 65_536)
            yield stored.subarray(start, start + 65_536);
        } finally {
          released = true;
        }
      })();
      for await (const piece of decompress(chunks, compression)) {
        expect(piece.length).to.be.greaterThan(0);
        break;
      }
      expect(released, compression).to.equal(true);
    }
  });
});
