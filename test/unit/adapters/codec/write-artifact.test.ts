import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeArtifact } from '../../../../src/adapters/outbound/codec/artifact-writer.ts';
import { COMPRESSIONS } from '../../../../src/domain/backup/compression.ts';
import { BackupCreationException } from '../../../../src/domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { blocksOf } from '../../../support/fault-image.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';
import { mountSmallDisk } from '../../../support/fault-small-disk.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';
import { decompressWhole } from './decompress-whole.ts';

const MEBIBYTE = 1024 * 1024;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('writeArtifact', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'artifact');
  });

  afterEach(() => removeFolder(folder));

  for (const compression of COMPRESSIONS) {
    const options = { compression, compressionLevel: undefined, maxStoredBytes: Infinity };

    describe(`with ${compression}`, () => {
      it('decompresses to the image for every size of chunks', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }),
            fc.integer({ min: 1, max: 5000 }),
            async (chunks, chunkBytes) => {
              const artifact = join(folder, String((run += 1)));
              const facts = await writeArtifact(blocksOf(chunks), artifact, options);
              const image = Buffer.concat(chunks);
              const stored = await readFile(artifact);
              expect(facts).to.deep.equal({
                databaseBytes: image.length,
                databaseSha256: sha256(image),
                storedBytes: stored.length,
                storedSha256: sha256(stored),
              });
              expect((await decompressWhole(stored, compression, chunkBytes)).equals(image)).to.equal(true);
            },
          ),
          { numRuns: 40 },
        );
      });

      it('writes a file that the standard tool reads', async () => {
        const image = pseudoRandomBytes(7, 3 * MEBIBYTE);
        await writeArtifact(blocksOf([image]), path, options);
        const tool = { gzip: ['gunzip', '-c'], zstd: ['zstd', '-dcq'], none: ['cat'] }[compression];
        const output = execFileSync(tool[0]!, tool.slice(1), {
          input: await readFile(path),
          maxBuffer: 8 * MEBIBYTE,
        });
        expect(sha256(output)).to.equal(sha256(image));
      });

      it('reports the bytes read so far, at the end all of them', async () => {
        const told: number[] = [];
        const chunks = [pseudoRandomBytes(1, 5 * MEBIBYTE), pseudoRandomBytes(2, 5 * MEBIBYTE + 1)];
        await writeArtifact(blocksOf(chunks), path, { ...options, onBytes: (bytes) => told.push(bytes) });
        expect(told.length).to.be.greaterThan(1);
        expect(told).to.deep.equal([...told].sort((left, right) => left - right));
        expect(told.at(-1)).to.equal(10 * MEBIBYTE + 1);
      });

      it('keeps the order of the blocks for every number in flight', async () => {
        const image = pseudoRandomBytes(3, 13 * MEBIBYTE + 5);
        for (const concurrency of [1, 2, 7]) {
          const artifact = `${path}-${concurrency}`;
          const facts = await writeArtifact(blocksOf([image]), artifact, { ...options, concurrency });
          expect(facts.databaseSha256).to.equal(sha256(image));
          const stored = await readFile(artifact);
          expect(facts.storedSha256).to.equal(sha256(stored));
          expect((await decompressWhole(stored, compression)).equals(image)).to.equal(true);
        }
      });

      it('writes a file that only its owner can read', async () => {
        await writeArtifact(blocksOf([Buffer.from('x')]), path, options);
        expect((await stat(path)).mode & 0o777).to.equal(0o600);
      });

      it('accepts maxStoredBytes; throws BackupCreationException above and leaves no file', async () => {
        const image = [pseudoRandomBytes(1, 2 * MEBIBYTE), pseudoRandomBytes(2, 2 * MEBIBYTE)];
        const { storedBytes } = await writeArtifact(blocksOf(image), path, options);
        await writeArtifact(blocksOf(image), `${path}-2`, { ...options, maxStoredBytes: storedBytes });
        const tooSmall = { ...options, maxStoredBytes: storedBytes - 1 };
        const error = await rejectionOf(writeArtifact(blocksOf(image), `${path}-3`, tooSmall));
        expect(error).to.be.instanceOf(BackupCreationException);
        expect(error).to.have.property('message').that.includes('max_backup_size_mb');
        expect((await readdir(folder)).sort()).to.deep.equal(['artifact', 'artifact-2']);
      });

      it('leaves no file when the image fails, and throws its error', async () => {
        const reason = new Error('the source is gone');
        const image = function* () {
          yield pseudoRandomBytes(1, MEBIBYTE);
          throw reason;
        };
        expect(await rejectionOf(writeArtifact(blocksOf(image()), path, options))).to.equal(reason);
        expect(await readdir(folder)).to.deep.equal([]);
      });

      it('throws BackupDirectoryException when the file exists, and keeps it', async () => {
        await writeFile(path, 'precious');
        const error = await rejectionOf(writeArtifact(blocksOf([Buffer.from('x')]), path, options));
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect(await readFile(path, 'utf8')).to.equal('precious');
      });

      it('throws BackupDirectoryException when the directory does not exist', async () => {
        const error = await rejectionOf(
          writeArtifact(blocksOf([Buffer.from('x')]), join(folder, 'a', 'b'), options),
        );
        expect(error).to.be.instanceOf(BackupDirectoryException);
        expect(error).to.have.property('hint').that.includes('Create the directory');
      });

      it('throws BackupDirectoryException on a full disk and leaves no file', async function () {
        const disk = await mountSmallDisk();
        if (disk === undefined) return this.skip();
        try {
          const image = [pseudoRandomBytes(1, MEBIBYTE), pseudoRandomBytes(2, MEBIBYTE)];
          const error = await rejectionOf(
            writeArtifact(blocksOf(image), join(disk.directory, 'artifact'), options),
          );
          expect(error).to.be.instanceOf(BackupDirectoryException);
          expect(error).to.have.property('message').that.includes('no room left');
          expect(await readdir(disk.directory)).to.deep.equal([]);
        } finally {
          await disk.dispose();
        }
      });
    });
  }

  it('uses the compression level', async () => {
    const image = Buffer.from(
      Array.from({ length: 20_000 }, (_, index) => `row ${index * index}\n`).join(''),
    );
    for (const [compression, low, high] of [
      ['gzip', 1, 9],
      ['zstd', 1, 19],
    ] as const) {
      const sizes = [];
      for (const compressionLevel of [low, high]) {
        const artifact = `${path}-${compression}-${compressionLevel}`;
        const options = { compression, compressionLevel, maxStoredBytes: Infinity };
        sizes.push((await writeArtifact(blocksOf([image]), artifact, options)).storedBytes);
      }
      expect(sizes[1]).to.be.lessThan(sizes[0]!);
    }
  });
});
