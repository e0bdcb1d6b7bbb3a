import { execFileSync, spawnSync } from 'node:child_process';
import zlib from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';
import { decompressWhole } from './decompress-whole.ts';

const MEBIBYTE = 1024 * 1024;

/** Has raw, compressed and repeated blocks. */
const image = Buffer.concat([
  pseudoRandomBytes(1, MEBIBYTE),
  Buffer.alloc(3 * MEBIBYTE, 'the same again. '),
  Buffer.alloc(MEBIBYTE),
  pseudoRandomBytes(2, MEBIBYTE),
]);

const CHUNK_SIZES = [1021, 65_536, 100 * MEBIBYTE];

function skippableFrame(content: Buffer, variant = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50 + variant, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

async function expectImage(stored: Buffer, compression: 'gzip' | 'zstd', expected = image): Promise<void> {
  for (const chunkBytes of CHUNK_SIZES) {
    const found = await decompressWhole(stored, compression, chunkBytes);
    expect(found.equals(expected), `${found.length} of ${expected.length} bytes`).to.equal(true);
  }
}

describe('decompress of files of other tools', () => {
  describe('zstd', function () {
    before(function () {
      if (spawnSync('zstd', ['--version']).status !== 0) this.skip();
    });

    // The size of piped input is unknown: such frames have no content size.
    const zstd = (args: readonly string[], input: Buffer = image): Buffer =>
      execFileSync('zstd', ['-cq', ...args], { input, maxBuffer: 64 * MEBIBYTE });

    for (const args of [
      [],
      ['-T0', '-B512K'],
      ['-T0', '-1'],
      ['-19'],
      ['--no-check'],
      ['--no-content-size'],
      [`--stream-size=${image.length}`],
      [`--stream-size=${image.length}`, '--no-check'],
      ['--long=27'],
      ['--fast=5'],
    ]) {
      it(`reads one stream of zstd ${args.join(' ')}`, async () => {
        await expectImage(zstd(args), 'zstd');
      });
    }

    it('reads concatenated streams, one of them empty', async () => {
      const streams = [0, 1, 2, 3].map((part) => image.subarray(part * MEBIBYTE, (part + 1) * MEBIBYTE));
      const stored = [...streams.map((part, index) => zstd(index % 2 === 0 ? [] : ['--no-check'], part))];
      stored.splice(2, 0, zstd([], Buffer.alloc(0)));
      await expectImage(Buffer.concat(stored), 'zstd', image.subarray(0, 4 * MEBIBYTE));
    });

    it('reads single-segment frames with a content size of each width', async () => {
      for (const length of [0, 1, 255, 256, 65_791, 65_792, 100_000]) {
        const part = image.subarray(MEBIBYTE - 100, MEBIBYTE - 100 + length);
        await expectImage(zlib.zstdCompressSync(part), 'zstd', part);
        await expectImage(zstd([`--stream-size=${length}`], part), 'zstd', part);
      }
    });

    it('skips skippable frames before, between and after others, empty and of every variant', async () => {
      const [one, two] = [zstd([], image.subarray(0, 1000)), zstd([], image.subarray(1000))];
      const variants = Array.from({ length: 16 }, (_, variant) =>
        skippableFrame(Buffer.from('note'), variant),
      );
      // Content that looks like a frame must be skipped too.
      const decoy = skippableFrame(zstd([], Buffer.from('decoy')));
      await expectImage(
        Buffer.concat([...variants, one, decoy, skippableFrame(Buffer.alloc(0)), two, decoy]),
        'zstd',
      );
    });

    it('reads any frames in any order', async () => {
      const frame = fc.record({
        content: fc.uint8Array({ maxLength: 500 }),
        checksum: fc.boolean(),
        contentSize: fc.boolean(),
        skippable: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(frame, { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 50 }),
          async (frames, chunkBytes) => {
            const stored = frames.map(({ content, checksum, contentSize, skippable }) => {
              if (skippable) return skippableFrame(Buffer.from(content));
              return zlib.zstdCompressSync(content, {
                params: {
                  [zlib.constants.ZSTD_c_checksumFlag]: Number(checksum),
                  [zlib.constants.ZSTD_c_contentSizeFlag]: Number(contentSize),
                },
              });
            });
            const expected = frames.flatMap(({ skippable, content }) => (skippable ? [] : [content]));
            const found = await decompressWhole(Buffer.concat(stored), 'zstd', chunkBytes);
            expect(found.equals(Buffer.concat(expected))).to.equal(true);
          },
        ),
      );
    });
  });

  describe('gzip', () => {
    const gzip = (args: readonly string[], input: Buffer): Buffer =>
      execFileSync('gzip', ['-c', ...args], { input, maxBuffer: 64 * MEBIBYTE });

    it('reads one member', async () => {
      await expectImage(gzip(['-9'], image), 'gzip');
    });

    it('reads concatenated members, one of them empty', async () => {
      const stored = [
        gzip(['-1'], image.subarray(0, 1000)),
        gzip([], Buffer.alloc(0)),
        gzip(['-9'], image.subarray(1000)),
      ];
      await expectImage(Buffer.concat(stored), 'gzip');
    });

    it('reads a member with name, comment, extra field and checksum in its header', async () => {
      const plain = zlib.gzipSync(image);
      const fields = [Buffer.from([4, 0, 1, 2, 3, 4]), Buffer.from('name.db\0'), Buffer.from('comment\0')];
      const header = Buffer.concat([plain.subarray(0, 10), ...fields]);
      header[3] = 0x02 | 0x04 | 0x08 | 0x10;
      const checksum = Buffer.alloc(2);
      checksum.writeUInt16LE(zlib.crc32(header) & 0xffff);
      await expectImage(Buffer.concat([header, checksum, plain.subarray(10)]), 'gzip');
    });

    it('ignores zeros at the end, as on tapes', async () => {
      await expectImage(Buffer.concat([zlib.gzipSync(image), Buffer.alloc(512)]), 'gzip');
    });
  });
});
