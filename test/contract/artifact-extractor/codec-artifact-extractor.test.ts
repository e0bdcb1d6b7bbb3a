import { appendFile, readFile, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProcessArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { CodecArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { readInPlace } from '../../../src/adapters/outbound/artifact-extractor/stored-chunks.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { writeArtifact } from '../../../src/adapters/outbound/codec/artifact-writer.ts';
import type { ArtifactExtractor } from '../../../src/application/ports/artifact-extractor.ts';
import type { Compression } from '../../../src/domain/backup/compression.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { blocksOf } from '../../support/fault-image.ts';
import { describeArtifactExtractor, type ArtifactExtractorSubject } from './artifact-extractor.contract.ts';

async function createSubject(extractor: ArtifactExtractor): Promise<ArtifactExtractorSubject> {
  const folder = await makeFolder();
  let files = 0;
  const newPath = () => join(folder, String((files += 1)));
  const store = async (image: Uint8Array, compression: Compression) => {
    const path = newPath();
    await writeArtifact(blocksOf([image]), path, {
      compression,
      compressionLevel: 1,
      maxStoredBytes: Infinity,
    });
    return path;
  };
  return {
    extractor,
    store,
    storeInTwo: async (image, compression) => {
      const path = await store(image.subarray(0, 1000), compression);
      await appendFile(path, await readFile(await store(image.subarray(1000), compression)));
      return path;
    },
    damage: async (path) => truncate(path, (await readFile(path)).length - 1),
    destination: newPath,
    unwritableDestination: async () => {
      await writeFile(join(folder, 'file'), '');
      return join(folder, 'file', 'below');
    },
    read: (path) => readFile(path).catch(() => undefined),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    dispose: () => removeFolder(folder),
  };
}

for (const chunkBytes of [1, 2, 7, 100, 4096, 65_536, 1024 * 1024]) {
  describeArtifactExtractor(`CodecArtifactExtractor by ${chunkBytes} bytes`, () =>
    createSubject(new CodecArtifactExtractor(chunkBytes)),
  );
}

for (const chunkBytes of [1, 100, 65_536, 3_000_000]) {
  describeArtifactExtractor(`CodecArtifactExtractor that reads in place by ${chunkBytes} bytes`, () =>
    createSubject(new CodecArtifactExtractor(chunkBytes, readInPlace)),
  );
}

describeArtifactExtractor('ChildProcessArtifactExtractor', () =>
  createSubject(new ChildProcessArtifactExtractor(new TaskProcess(taskWorkerPath()), 65_536)),
);
