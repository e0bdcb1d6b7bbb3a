import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ChildProcessArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { CodecArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { writeArtifact } from '../../../src/adapters/outbound/codec/artifact-writer.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type { OpenArtifact } from '../../../src/application/ports/backup-store.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { blocksOf } from '../../support/fault-image.ts';

const MEBIBYTE = 1024 * 1024;
const IMAGE_MEBIBYTES = 768;
/** Half of the image: buffers that wait for the collector on a busy machine stay below it, a whole image does not. */
const ALLOWED_BYTES = (IMAGE_MEBIBYTES / 2) * MEBIBYTE;

function* zeros(): Generator<Buffer> {
  const chunk = Buffer.alloc(MEBIBYTE);
  for (let count = 0; count < IMAGE_MEBIBYTES; count += 1) yield chunk;
}

/** The highest growth of the process during the work. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
  await work();
  clearInterval(timer);
  return Math.max(peak, process.memoryUsage.rss()) - before;
}

/** The highest memory of any child process so far, bytes. */
async function highestOfChildren(): Promise<number> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').catch(
    () => '',
  );
  const sizes = children
    .split(' ')
    .filter(Boolean)
    .map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    });
  return Math.max(0, ...(await Promise.all(sizes)));
}

describe('memory of ChildProcessArtifactExtractor', () => {
  it(`uses the same memory at any size: ${IMAGE_MEBIBYTES} MiB of a store without paths`, async function () {
    if (process.platform !== 'linux') return this.skip();
    const opened: OpenArtifact = {
      sizeBytes: IMAGE_MEBIBYTES * MEBIBYTE,
      read: async function* () {
        for (const piece of zeros()) yield await Promise.resolve(piece);
      },
      close: () => Promise.resolve(),
    };
    const extractor = new ChildProcessArtifactExtractor(new TaskProcess(taskWorkerPath()), 65_536);
    let ofChild = 0;
    const own = await growthDuring(async () => {
      const facts = await extractor.extract(
        { artifactPath: 'store', opened, compression: 'none', destinationPath: undefined },
        {
          signal: new AbortController().signal,
          onProgress: () => {
            void highestOfChildren().then((bytes) => (ofChild = Math.max(ofChild, bytes)));
          },
        },
      );
      expect(facts.databaseBytes).to.equal(opened.sizeBytes);
    });
    expect(own).to.be.lessThan(ALLOWED_BYTES);
    expect(ofChild).to.be.greaterThan(0).and.lessThan(ALLOWED_BYTES);
  });
});

describe('memory of writeArtifact and decompress', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  for (const compression of ['gzip', 'zstd'] as const) {
    it(`uses the same memory at any size: ${IMAGE_MEBIBYTES} MiB with ${compression}`, async () => {
      const artifactPath = join(folder, 'artifact');
      const written = await growthDuring(() =>
        writeArtifact(blocksOf(zeros()), artifactPath, {
          compression,
          compressionLevel: 1,
          maxStoredBytes: Infinity,
        }),
      );
      expect(written).to.be.lessThan(ALLOWED_BYTES);
      expect((await stat(artifactPath)).size).to.be.lessThan(16 * MEBIBYTE);
      const read = await growthDuring(async () => {
        const facts = await new CodecArtifactExtractor(65_536).extract(
          { artifactPath, compression, destinationPath: undefined },
          { signal: new AbortController().signal },
        );
        expect(facts.databaseBytes).to.equal(IMAGE_MEBIBYTES * MEBIBYTE);
      });
      expect(read).to.be.lessThan(ALLOWED_BYTES);
    });
  }

  it(`uses the same memory at any size: ${IMAGE_MEBIBYTES} MiB encrypted`, async () => {
    const artifactPath = join(folder, 'artifact');
    const { identity, recipient } = await newAgeKey();
    const identityFile = join(folder, 'identity');
    await writeFile(identityFile, identity);
    const written = await growthDuring(() =>
      writeArtifact(blocksOf(zeros()), artifactPath, {
        compression: 'none',
        compressionLevel: undefined,
        encryption: { recipients: [recipient] },
        maxStoredBytes: Infinity,
      }),
    );
    expect(written).to.be.lessThan(ALLOWED_BYTES);
    const read = await growthDuring(async () => {
      const facts = await new CodecArtifactExtractor(65_536, undefined, { identityFile }).extract(
        { artifactPath, compression: 'none', isEncrypted: true, destinationPath: undefined },
        { signal: new AbortController().signal },
      );
      expect(facts.databaseBytes).to.equal(IMAGE_MEBIBYTES * MEBIBYTE);
    });
    expect(read).to.be.lessThan(ALLOWED_BYTES);
  });
});
