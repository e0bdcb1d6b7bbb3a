import { readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProcessArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { CodecArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { InMemoryArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { readInPlace } from '../../../src/adapters/outbound/artifact-extractor/stored-chunks.ts';
import { writeArtifact } from '../../../src/adapters/outbound/codec/artifact-writer.ts';
import {
  digestPages,
  encodeDelta,
  IN_MEMORY_PAGE_BYTES,
} from '../../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type { ArtifactExtractor, StoredArtifact } from '../../../src/application/ports/artifact-extractor.ts';
import type { KeyFiles } from '../../../src/domain/encryption/encryption.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { writeDelta } from '../../support/delta-writer.ts';
import { blocksOf } from '../../support/fault-image.ts';
import { describeChains, type ChainSubject } from './chains.contract.ts';

const PAGE_SIZE = 512;

async function onDisk(make: (keyFiles: KeyFiles) => ArtifactExtractor): Promise<ChainSubject> {
  const folder = await makeFolder();
  const keys = await makeFolder();
  const { identity, recipient } = await newAgeKey();
  const identityFile = join(keys, 'identity');
  await writeFile(identityFile, identity);
  let files = 0;
  const newPath = (): string => join(folder, String((files += 1)));
  return {
    extractor: make({ identityFile }),
    withoutIdentity: make({}),
    pageSize: PAGE_SIZE,
    storeChain: async (images, form) => {
      const chain: StoredArtifact[] = [];
      for (const [index, image] of images.entries()) {
        const parent = images[index - 1];
        const content = parent === undefined ? image : writeDelta(parent, image, PAGE_SIZE);
        const artifactPath = newPath();
        const { fileKey } = await writeArtifact(blocksOf([content]), artifactPath, {
          compression: form.compression,
          compressionLevel: form.compression === 'none' ? undefined : 1,
          maxStoredBytes: Infinity,
          ...(form.isEncrypted === true && { encryption: { recipients: [recipient] } }),
        });
        chain.push({ artifactPath, ...form, fileKey });
      }
      return chain;
    },
    damage: async (path) => {
      const bytes = await readFile(path);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
    },
    newPath,
    read: (path) => readFile(path).catch(() => undefined),
    files: async () => (await readdir(folder)).map((name) => join(folder, name)).sort(),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    dispose: async () => {
      await removeFolder(folder);
      await removeFolder(keys);
    },
  };
}

for (const chunkBytes of [1, 100, 65_536]) {
  describeChains(`CodecArtifactExtractor by ${chunkBytes} bytes`, () =>
    onDisk((keyFiles) => new CodecArtifactExtractor(chunkBytes, undefined, keyFiles)),
  );
}

describeChains('CodecArtifactExtractor that reads in place', () =>
  onDisk((keyFiles) => new CodecArtifactExtractor(65_536, readInPlace, keyFiles)),
);

describeChains('ChildProcessArtifactExtractor', () =>
  onDisk(
    (keyFiles) => new ChildProcessArtifactExtractor(new TaskProcess(taskWorkerPath()), 65_536, keyFiles),
  ),
);

describeChains('InMemoryArtifactExtractor', async () => {
  const disk = new InMemoryDisk();
  const extractor = new InMemoryArtifactExtractor(disk);
  extractor.hasIdentity = true;
  let files = 0;
  const newPath = (): string => `/disk/${String((files += 1))}`;
  return {
    extractor,
    withoutIdentity: new InMemoryArtifactExtractor(disk),
    pageSize: IN_MEMORY_PAGE_BYTES,
    storeChain: async (images, form) =>
      images.map((image, index) => {
        const parent = images[index - 1];
        const artifactPath = newPath();
        disk.write(artifactPath, parent === undefined ? image : encodeDelta(digestPages(parent), image));
        return { artifactPath, ...form, ...(form.isEncrypted === true && { fileKey: 'f'.repeat(32) }) };
      }),
    damage: async (path) => disk.write(path, 'garbage'),
    newPath,
    read: async (path) => disk.read(path),
    files: async () => disk.paths(),
    freeBytes: async () => disk.freeBytes,
    dispose: async () => {},
  };
});
