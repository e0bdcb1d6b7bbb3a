import { createHash } from 'node:crypto';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { isSameBackup } from '../../../domain/backup/same-backup.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';

/** Whether a backup of a store is the copy that the manifest describes. */
export function isCopyOf(present: Backup, manifest: Manifest): boolean {
  return isSameBackup(present, manifest) && present.storedBytes === manifest.storedBytes;
}

/** Whether only the data file of that copy is missing: it can be placed again. */
export function isLostCopyOf(present: Backup, manifest: Manifest): boolean {
  return present.isDataMissing === true && isSameBackup(present, manifest);
}

/**
 * The stored bytes of an artifact, checked against its manifest at the end.
 * @throws BackupVerificationException after the last byte: length or digest differ
 * @throws the signal's reason when it aborts
 */
export async function* checkedBytes(
  artifact: OpenArtifact,
  { filename, storedBytes, storedSha256 }: Manifest,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  if (artifact.sizeBytes === storedBytes) {
    for await (const piece of artifact.read(0, storedBytes)) {
      signal?.throwIfAborted();
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') === storedSha256) return;
  }
  throw new BackupVerificationException(`${filename} differs from its manifest: it was not copied`, {
    hint: `Verify it (backup-manager verify ${filename}) and copy it from another store.`,
    details: { filename },
  });
}
