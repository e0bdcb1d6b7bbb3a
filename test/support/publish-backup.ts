import { createHash } from 'node:crypto';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import { EMPTY_STATE, type Backup } from '../../src/domain/backup/backup.ts';
import type { Manifest } from '../../src/domain/backup/manifest.ts';
import type { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { aManifest, aVerification } from './backup-builder.ts';

export interface PublishOptions extends Partial<Manifest> {
  readonly verified?: boolean;
  readonly pinned?: boolean;
  readonly content?: string;
}

/** Stores a finished backup on an in-memory disk, verified unless its manifest says otherwise. */
export async function publishBackup(
  disk: InMemoryDisk,
  store: BackupStore,
  { verified = true, pinned = false, content = 'SQLite format 3\0content', ...manifest }: PublishOptions = {},
): Promise<Backup> {
  const stagedPath = '/backup/.state/staging/one';
  disk.write(stagedPath, content);
  const bytes = Buffer.byteLength(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const digests = { storedBytes: bytes, storedSha256: sha256, databaseBytes: bytes, databaseSha256: sha256 };
  const state = { ...EMPTY_STATE, pinned, verifications: verified ? [aVerification()] : [] };
  return store.publish(stagedPath, aManifest({ ...digests, ...manifest }), state);
}
