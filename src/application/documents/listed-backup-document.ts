import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import type { SourceCheck } from '../../domain/backup/manifest.ts';
import type { Verification } from '../../domain/verification/verification.ts';
import { backupDocument } from './backup-document.ts';
import type { JsonObject } from './json-object.ts';

/** A backup with all recorded facts; unknown ones are null. */
export function listedBackupDocument(backup: Backup): JsonObject {
  const manifest = manifestOf(backup);
  // The capture facts of an adopted backup are not real.
  const own = manifest?.adopted === true ? undefined : manifest;
  const { verifications } = backup.state;
  return {
    ...backupDocument(backup),
    database_bytes: manifest?.databaseBytes ?? null,
    duration_ms: own?.durationMs ?? null,
    source_path: manifest === undefined || manifest.sourcePath === '' ? null : manifest.sourcePath,
    engine: own?.engine ?? null,
    consistency: own?.consistency ?? null,
    source_check: manifest === undefined ? null : sourceCheckDocument(manifest.sourceCheck),
    proof: verificationDocument(verifications.at(-1)),
    drill: verificationDocument(verifications.findLast(({ level }) => level === 'drill')),
  };
}

export function sourceCheckDocument({ level, result, detail, noteCount }: SourceCheck): JsonObject {
  return { level, result, detail, ...(noteCount !== undefined && { note_count: noteCount }) };
}

function verificationDocument(verification: Verification | undefined): JsonObject | null {
  if (verification === undefined) return null;
  const { at, level, result, detail, restoreMs } = verification;
  return { at: at.toISOString(), level, result, detail, restore_ms: restoreMs ?? null };
}
