import type { VerifyBackupResult } from '../verify-backup.ts';
import type { JsonObject } from './json-object.ts';

export function verifyDocument(verified: VerifyBackupResult): JsonObject {
  return {
    filename: verified.filename,
    level: verified.level,
    result: verified.result,
    checks: verified.checks.map(({ name, result, detail, noteCount }) => ({
      name,
      result,
      detail,
      ...(noteCount !== undefined && { note_count: noteCount }),
    })),
    duration_ms: verified.durationMs,
    ...(verified.restoreMs !== undefined && { restore_ms: verified.restoreMs }),
  };
}
