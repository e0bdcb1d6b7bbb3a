// Stages, publishes, records, quarantines and removes backups until it is killed: `<directory> <seed>`.
import { CodecArtifactExtractor } from '../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { writeArtifact } from '../../src/adapters/outbound/codec/artifact-writer.ts';
import { FilesystemQuarantine } from '../../src/adapters/outbound/quarantine/filesystem-quarantine.ts';
import { FilesystemStagingArea } from '../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { EMPTY_STATE, newestFirst, type Backup } from '../../src/domain/backup/backup.ts';
import { COMPRESSIONS } from '../../src/domain/backup/compression.ts';
import { aManifest, aVerification } from './backup-builder.ts';
import { blocksOf } from './fault-image.ts';
import { pseudoRandomBytes } from './fault-pseudo-random.ts';
import { stateDirectoryOf } from '../../src/adapters/outbound/files/state-layout.ts';
import { TaskProcess } from '../../src/adapters/outbound/task-worker/task-process.ts';
import { taskWorkerPath } from '../../src/main/runtime.ts';

const [directory = '', seed = ''] = process.argv.slice(2);
const store = new FilesystemBackupStore(directory);
const quarantine = new FilesystemQuarantine(stateDirectoryOf(directory), new TaskProcess(taskWorkerPath()));
const staging = new FilesystemStagingArea(directory);
const extractor = new CodecArtifactExtractor(65_536);
const signal = new AbortController().signal;
const published: Backup[] = [];

for (let round = 0; ; round += 1) {
  const compression = COMPRESSIONS[round % COMPRESSIONS.length]!;
  const stagedPath = await staging.allocate('app', compression);
  const image = pseudoRandomBytes(Number(seed) * 1000 + round, 20_000 + round);
  const facts = await writeArtifact(blocksOf([image]), stagedPath, {
    compression,
    compressionLevel: undefined,
    maxStoredBytes: Infinity,
  });
  const draft = aManifest({ ...facts, compression, createdAt: new Date() });
  const state = { ...EMPTY_STATE, pinned: round % 3 === 0 };
  if (round % 4 === 3) {
    await quarantine.add(stagedPath, draft);
    continue;
  }
  const backup = await store.publish(stagedPath, draft, state);
  process.stdout.write('published\n');
  const scratch = await staging.allocate('app', 'none');
  await extractor.extract(
    { artifactPath: backup.location, compression, destinationPath: scratch },
    { signal },
  );
  await staging.discard(scratch);
  published.push(await store.saveState(backup, { ...state, verifications: [aVerification()] }));
  const oldest = [...published].sort(newestFirst).at(-1);
  if (published.length > 5 && oldest !== undefined) {
    await store.remove(oldest);
    published.splice(published.indexOf(oldest), 1);
  }
  if (round % 7 === 0) await staging.probe();
}
