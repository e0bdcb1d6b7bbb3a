import type { StoredArtifact } from '../../../application/ports/artifact-extractor.ts';
import {
  BackupDirectoryException,
  UNREADABLE,
} from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import { DamagedAgeError } from '../age/damaged-age-error.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { DamagedDeltaError } from './delta-frames.ts';

/** The failure of an extraction, in words of its artifact. */
export function extractionFailure(error: unknown, artifact: StoredArtifact, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  // Failures of writing were translated already.
  if (isSystemError(error)) return unreadable(error, artifact.artifactPath);
  if (error instanceof DecryptionKeyException) return ofArtifact(error, artifact.artifactPath);
  if (error instanceof DamagedAgeError) return undecryptable(error, artifact.artifactPath);
  if (error instanceof DamagedDeltaError) return damagedDelta(error, artifact.artifactPath);
  if (!(error instanceof Error) || !isDecodingError(error)) return error;
  return new BackupVerificationException(
    `${artifact.artifactPath} does not decompress as ${artifact.compression}: ${error.message}`,
    { hint: 'The stored file is damaged or cut off: use another backup.', cause: error },
  );
}

/** Names the file: the message only has the reason. */
function ofArtifact(error: DecryptionKeyException, path: string): DecryptionKeyException {
  const { hint, details } = error;
  return new DecryptionKeyException(`${path} cannot be opened: ${error.message}`, {
    hint,
    details,
    cause: error,
  });
}

function undecryptable(error: DamagedAgeError, path: string): BackupVerificationException {
  return new BackupVerificationException(`${path} does not decrypt: ${error.message}`, {
    hint: 'The stored file is damaged, cut off or no file of age: use another backup.',
    cause: error,
  });
}

function damagedDelta(error: DamagedDeltaError, path: string): BackupVerificationException {
  return new BackupVerificationException(`${path} is damaged: ${error.message}`, {
    hint: 'Use another backup, or another copy of this one.',
    cause: error,
  });
}

export function unreadable(error: Error, path: string): BackupDirectoryException {
  return new BackupDirectoryException(`cannot read ${path}: ${error.message}`, {
    hint: 'Check its permissions and the health of the disk.',
    details: { reason: UNREADABLE },
    cause: error,
  });
}

/** zlib and zstd errors have a Z_… or ZSTD_… code; the frame readers throw RangeErrors. */
function isDecodingError(error: Error): boolean {
  if (error instanceof RangeError) return true;
  return 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_|ERR_ZSTD)/.test(error.code);
}
