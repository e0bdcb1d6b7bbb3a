import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { writeArtifact } from '../../src/adapters/outbound/codec/artifact-writer.ts';
import { FilesystemStagingArea } from '../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { COMPRESSIONS, type Compression } from '../../src/domain/backup/compression.ts';
import { aManifest, aVerification, NOW } from '../support/backup-builder.ts';
import { Random } from '../torture/random.ts';
import { sampleImage } from './sample-image.ts';

/** The files of a backup that can be damaged, by kind. */
export interface BackupFiles {
  readonly filename: string;
  readonly compression: Compression;
  readonly artifact: Buffer;
  readonly manifest: Buffer;
  readonly state: Buffer;
}

const MINUTE_MS = 60_000;

/**
 * Publishes healthy backups of all sizes, page sizes and compressions with the product's codec and store. The state of
 * every other one records a failed verification.
 */
export async function publishHealthyBackups(
  directory: string,
  count: number,
  seed: number,
): Promise<readonly BackupFiles[]> {
  const random = new Random(seed);
  const store = new FilesystemBackupStore(directory);
  const staging = new FilesystemStagingArea(directory);
  const backups: BackupFiles[] = [];
  for (let index = 0; index < count; index += 1) {
    const compression = COMPRESSIONS[index % COMPRESSIONS.length] ?? 'none';
    const stagedPath = await staging.allocate('campaign', compression);
    const { image, pageSize } = sampleImage(`${stagedPath}.sample`, random, index);
    const artifact = await writeArtifact(blocksOf(image), stagedPath, {
      compression,
      compressionLevel: undefined,
      maxStoredBytes: Number.POSITIVE_INFINITY,
    });
    const draft = aManifest({
      database: 'campaign',
      createdAt: new Date(NOW.getTime() + index * MINUTE_MS),
      compression,
      pageSize,
      pageCount: image.length / pageSize,
      ...artifact,
    });
    const verifications = [aVerification('ok'), aVerification(index % 2 === 0 ? 'failed' : 'ok')];
    const { location: path, filename } = await store.publish(stagedPath, draft, {
      pinned: index % 3 === 0,
      label: index % 5 === 0 ? `第 ${String(index)} backup` : undefined,
      verifications,
    });
    const [data, manifest, state] = await Promise.all(
      ['', '.json', '.state.json'].map((suffix) => readFile(join(path + suffix))),
    );
    if (data === undefined || manifest === undefined || state === undefined) throw new Error('unreachable');
    backups.push({ filename, compression, artifact: data, manifest, state });
  }
  return backups;
}

function blocksOf(image: Buffer): (block: Buffer) => number {
  let position = 0;
  return (block) => {
    const copied = image.copy(block, 0, position);
    position += copied;
    return copied;
  };
}
