import type { CleanupBackupsResult } from '../cleanup-backups.ts';
import type { JsonObject } from './json-object.ts';

export function cleanupDocument(cleaned: CleanupBackupsResult): JsonObject {
  return {
    removed: cleaned.removed.map(({ filename, rule, reason }) => ({ filename, rule, reason })),
    kept: cleaned.kept.map(({ filename, rule, reason }) => ({ filename, rule, reason })),
    failed: cleaned.failed.map(({ filename, error }) => ({ filename, error })),
    checked: cleaned.checked.map(({ filename, result, detail }) => ({ filename, result, detail })),
    dry_run: cleaned.dryRun,
  };
}
