import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { CodecArtifactExtractor } from '../../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { writeArtifact } from '../../../../src/adapters/outbound/codec/artifact-writer.ts';
import { BackupVerificationException } from '../../../../src/domain/exceptions/backup-verification-exception.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { blocksOf } from '../../../support/fault-image.ts';
import { pseudoRandomBytes } from '../../../support/fault-pseudo-random.ts';

describe('extracting a damaged artifact of ours throws BackupVerificationException', () => {
  let folder: string;
  let path: string;
  const extractor = new CodecArtifactExtractor(65_536);
  const { signal } = new AbortController();
  const image = Buffer.concat([pseudoRandomBytes(5, 300), Buffer.alloc(600, 'again and ')]);

  before(async () => {
    folder = await makeFolder();
    path = join(folder, 'damaged');
  });

  after(() => removeFolder(folder));

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
      let stored: Buffer;
      let digest: string;

      before(async () => {
        const artifact = join(folder, compression);
        const options = { compression, compressionLevel: undefined, maxStoredBytes: Infinity };
        digest = (await writeArtifact(blocksOf([image]), artifact, options)).databaseSha256;
        stored = await readFile(artifact);
      });

      it('when it is cut off anywhere that loses content', async () => {
        for (let length = 0; length < stored.length; length += 1) {
          const found = await outcome(stored.subarray(0, length), compression);
          if (found !== digest)
            expect(found, `${length} bytes`).to.be.instanceOf(BackupVerificationException);
          // Only zstd's seek table may be missing as a whole; gzip's last member marks the end of the file.
          else expect(compression, `${length} bytes`).to.equal('zstd');
        }
      });

      it('when a bit that carries content is flipped (every seventh)', async () => {
        expect(await outcome(stored, compression)).to.equal(digest);
        for (let bit = 0; bit < stored.length * 8; bit += 7) {
          const flipped = Buffer.from(stored);
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          const found = await outcome(flipped, compression);
          if (found !== digest) expect(found, `bit ${bit}`).to.be.instanceOf(BackupVerificationException);
        }
      });
    });
  }
});
