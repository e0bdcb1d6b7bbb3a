import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { CodecArtifactExtractor } from '../../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { BackupVerificationException } from '../../../../src/domain/exceptions/backup-verification-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';

const IMAGE = Buffer.concat([
  pseudoRandomBytes(1, 300),
  Buffer.alloc(2000, 'again '),
  pseudoRandomBytes(2, 50),
]);

const zstd = (part: Buffer, checksum = 1): Buffer =>
  zlib.zstdCompressSync(part, { params: { [zlib.constants.ZSTD_c_checksumFlag]: checksum } });

const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** Complete members or frames: a file may end only after one of them. */
const STREAMS = {
  gzip: [zlib.gzipSync(IMAGE.subarray(0, 400)), zlib.gzipSync(IMAGE.subarray(400))],
  zstd: [zstd(IMAGE.subarray(0, 400)), skippable, zstd(IMAGE.subarray(400), 0)],
};

describe('extracting a damaged artifact throws BackupVerificationException', () => {
  let folder: string;
  let path: string;
  const extractor = new CodecArtifactExtractor(64);
  const { signal } = new AbortController();

  before(async () => {
    folder = await makeFolder();
    path = join(folder, 'artifact');
  });

  after(() => removeFolder(folder));

  /** The digest of the extracted content, or the exception. */
  async function outcome(stored: Buffer, compression: 'gzip' | 'zstd'): Promise<unknown> {
    await writeFile(path, stored);
    const request = { artifactPath: path, compression, destinationPath: undefined };
    return extractor.extract(request, { signal }).then(
      ({ databaseSha256 }) => databaseSha256,
      (error: unknown) => error,
    );
  }

  for (const compression of ['gzip', 'zstd'] as const) {
    describe(compression, () => {
      const stored = Buffer.concat(STREAMS[compression]);
      let ends: number[] = [];

      before(() => {
        let end = 0;
        ends = STREAMS[compression].map(({ length }) => (end += length));
      });

      it('when the file is empty', async () => {
        expect(await outcome(Buffer.alloc(0), compression)).to.be.instanceOf(BackupVerificationException);
      });

      it('when it is cut off, except between members or frames', async () => {
        for (let length = 1; length < stored.length; length += 1) {
          const found = await outcome(stored.subarray(0, length), compression);
          if (ends.includes(length)) expect(found, `${length} bytes`).to.be.a('string');
          else expect(found, `${length} bytes`).to.be.instanceOf(BackupVerificationException);
        }
      });

      it('when a bit is flipped (every seventh), or the digest differs', async () => {
        const intact = await outcome(stored, compression);
        expect(intact).to.be.a('string');
        let refused = 0;
        for (let bit = 0; bit < stored.length * 8; bit += 7) {
          const flipped = Buffer.from(stored);
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          const found = await outcome(flipped, compression);
          if (found instanceof BackupVerificationException) refused += 1;
          // Some bits carry no content: a time, a hint, a note.
          else expect(found, `bit ${bit}`).to.be.a('string');
        }
        expect(refused).to.be.greaterThan(stored.length / 2);
      });

      it('when garbage follows the last member or frame', async () => {
        const magic = stored.subarray(0, 2);
        for (const garbage of [
          Buffer.from('x'),
          Buffer.from('garbage'),
          magic,
          IMAGE,
          stored.subarray(0, 30),
        ]) {
          const found = await outcome(Buffer.concat([stored, garbage]), compression);
          expect(found, garbage.toString('hex')).to.be.instanceOf(BackupVerificationException);
        }
      });

      it('when the file has another format', async () => {
        for (const other of [
          IMAGE,
          Buffer.from('x'),
          Buffer.alloc(5000),
          Buffer.concat(STREAMS[compression === 'gzip' ? 'zstd' : 'gzip']),
        ]) {
          expect(await outcome(other, compression)).to.be.instanceOf(BackupVerificationException);
        }
      });
    });
  }

  it('when a zstd frame is cut to its header, has a reserved block, or is longer than the file', async () => {
    const frame = zstd(Buffer.from('hello'), 0);
    const reserved = Buffer.from(frame);
    reserved[6] = (reserved[6] ?? 0) | 0b110;
    const endless = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff, 0]);
    for (const stored of [frame.subarray(0, 6), reserved, endless]) {
      expect(await outcome(stored, 'zstd'), stored.toString('hex')).to.be.instanceOf(
        BackupVerificationException,
      );
    }
  });
});
