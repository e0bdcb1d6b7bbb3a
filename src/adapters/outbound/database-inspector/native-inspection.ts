import { stat } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';
import { runContentChecks } from '../sqlite-file/content-checks.ts';

export interface InspectionRequest {
  readonly databasePath: string;
  readonly level: ContentLevel;
}

/**
 * Checks a scratch database of ours with `node:sqlite`. The full level opens it for writing, for FTS5's own check is
 * an INSERT; that changes nothing.
 */
export async function inspectNatively({ databasePath, level }: InspectionRequest): Promise<readonly Check[]> {
  if ((await stat(databasePath)).size === 0) {
    return [{ name: 'schema', result: 'failed', detail: 'the file is empty: not a database' }];
  }
  try {
    return check(databasePath, level);
  } finally {
    for (const suffix of ['-wal', '-shm', '-journal']) await rm(databasePath + suffix, { force: true });
  }
}

function check(path: string, level: ContentLevel): readonly Check[] {
  const writable = level === 'full';
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { readOnly: !writable });
    connection.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    const query = (sql: string): unknown[][] =>
      (connection?.prepare(sql).all() ?? []).map((row) => Object.values(row));
    return runContentChecks(query, level, { writable });
  } catch (error) {
    return [checkOfFailure('open', error)];
  } finally {
    connection?.close();
  }
}
