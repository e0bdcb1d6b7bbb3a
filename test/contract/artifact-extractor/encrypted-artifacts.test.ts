import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProcessArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/child-process-artifact-extractor.ts';
import { CodecArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { readInPlace } from '../../../src/adapters/outbound/artifact-extractor/stored-chunks.ts';
import { InMemoryArtifactExtractor } from '../../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { writeArtifact } from '../../../src/adapters/outbound/codec/artifact-writer.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import type { ArtifactExtractor } from '../../../src/application/ports/artifact-extractor.ts';
import type { KeyFiles } from '../../../src/domain/encryption/encryption.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { newAgeKey } from '../../support/age-keys.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { blocksOf } from '../../support/fault-image.ts';
import {
  describeEncryptedArtifacts,
  type EncryptedArtifactsSubject,
} from './encrypted-artifacts.contract.ts';

async function onDisk(make: (keyFiles: KeyFiles) => ArtifactExtractor): Promise<EncryptedArtifactsSubject> {
  const folder = await makeFolder();
  const { identity, recipient } = await newAgeKey();
  const identityFile = join(folder, 'identity');
  await writeFile(identityFile, identity);
  let files = 0;
  const newPath = (): string => join(folder, String((files += 1)));
  return {
    extractor: make({ identityFile }),
    withoutIdentity: make({}),
    storeEncrypted: async (image, compression) => {
      const path = newPath();
      const { fileKey = '' } = await writeArtifact(blocksOf([image]), path, {
        compression,
        compressionLevel: 1,
        encryption: { recipients: [recipient] },
        maxStoredBytes: Infinity,
      });
      return { path, fileKey };
    },
    damage: async (path) => {
      const bytes = await readFile(path);
      bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1;
      await writeFile(path, bytes);
    },
    destination: newPath,
    read: (path) => readFile(path).catch(() => undefined),
    dispose: () => removeFolder(folder),
  };
}

for (const chunkBytes of [7, 65_536, 3_000_000]) {
  describeEncryptedArtifacts(`CodecArtifactExtractor by ${chunkBytes} bytes`, () =>
    onDisk((keyFiles) => new CodecArtifactExtractor(chunkBytes, readInPlace, keyFiles)),
  );
}

describeEncryptedArtifacts('ChildProcessArtifactExtractor', () =>
  onDisk(
    (keyFiles) => new ChildProcessArtifactExtractor(new TaskProcess(taskWorkerPath()), 65_536, keyFiles),
  ),
);

describeEncryptedArtifacts('InMemoryArtifactExtractor', async () => {
  const disk = new InMemoryDisk();
  const extractor = new InMemoryArtifactExtractor(disk);
  extractor.hasIdentity = true;
  let files = 0;
  const newPath = (): string => `/disk/${String((files += 1))}`;
  return {
    extractor,
    withoutIdentity: new InMemoryArtifactExtractor(disk),
    storeEncrypted: async (image) => {
      const path = newPath();
      disk.write(path, image);
      return { path, fileKey: 'f'.repeat(32) };
    },
    damage: async (path) => disk.write(path, 'garbage'),
    destination: newPath,
    read: async (path) => disk.read(path),
    dispose: async () => {},
  };
});
