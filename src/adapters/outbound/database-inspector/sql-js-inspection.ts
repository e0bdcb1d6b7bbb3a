import { readFile, stat } from 'node:fs/promises';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';
import { runContentChecks } from '../sqlite-file/content-checks.ts';
import { MAX_IMAGE_BYTES, queryImage } from '../sqlite-file/sql-js-engine.ts';

export interface SqlJsInspectionRequest {
  readonly databasePath: string;
  readonly level: ContentLevel;
}

/**
 * Checks a scratch database inside sql.js, in memory: the file is only read and no side file is made.
 * Runs in a child process.
 */
export async function inspectWithSqlJs({
  databasePath,
  level,
}: SqlJsInspectionRequest): Promise<readonly Check[]> {
  const { size } = await stat(databasePath);
  if (size === 0) return [{ name: 'schema', result: 'failed', detail: 'the file is empty: not a database' }];
  if (size > MAX_IMAGE_BYTES) {
    const detail = `the database has ${size} bytes; sql.js checks at most 1 GiB in memory (Node >= 22.16 has no limit)`;
    return [{ name: level === 'quick' ? 'quick_check' : 'integrity_check', result: 'inconclusive', detail }];
  }
  const image = await readFile(databasePath);
  try {
    return await queryImage(image, (query) => {
      query('PRAGMA cell_size_check = ON');
      return runContentChecks(query, level, { writable: true });
    });
  } catch (error) {
    return [checkOfFailure('open', error)];
  }
}
