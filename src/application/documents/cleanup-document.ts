import type { CleanupBackupsResult, DecidedFile } from '../cleanup-backups.ts';
import type { JsonObject } from './json-object.ts';

export function cleanupDocument(cleaned: CleanupBackupsResult): JsonObject {
  return {
    removed: cleaned.removed.map(decidedDocument),
    kept: cleaned.kept.map(decidedDocument),
    failed: cleaned.failed.map(({ filename, error }) => ({ filename, error })),
    checked: cleaned.checked.map(({ filename, result, detail }) => ({ filename, result, detail })),
    dry_run: cleaned.dryRun,
  };
}

export function decidedDocument({ filename, rule, reason }: DecidedFile): JsonObject {
  return { filename, rule, reason };
}
