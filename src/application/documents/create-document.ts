import type { BackUpAndCleanUpResult } from '../back-up-and-clean-up.ts';
import type { JsonObject } from './json-object.ts';
import { decidedDocument } from './cleanup-document.ts';
import { sourceCheckDocument } from './listed-backup-document.ts';

export function createDocument({ backup, manifest, verified, removed }: BackUpAndCleanUpResult): JsonObject {
  return {
    database: manifest.database,
    filename: backup.filename,
    path: backup.location,
    created_at: backup.createdAt.toISOString(),
    size: backup.storedBytes,
    database_bytes: manifest.databaseBytes,
    database_sha256: manifest.databaseSha256,
    stored_sha256: manifest.storedSha256,
    compression: manifest.compression,
    engine: manifest.engine,
    consistency: manifest.consistency,
    journal_mode: manifest.journalMode,
    page_count: manifest.pageCount,
    duration_ms: manifest.durationMs,
    verified,
    label: backup.state.label ?? null,
    source_check: sourceCheckDocument(manifest.sourceCheck),
    removed: removed.map(decidedDocument),
  };
}
