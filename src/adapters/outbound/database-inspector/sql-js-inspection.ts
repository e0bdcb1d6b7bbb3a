import { readFile, stat } from 'node:fs/promises';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { checkOfFailure, missingFeature } from '../sqlite-file/check-failure.ts';
import { GUARDED_CONNECTION } from '../sqlite-file/check-limits.ts';
import { runContentChecks } from '../sqlite-file/content-checks.ts';
import { missingModule } from '../sqlite-file/listed-tables.ts';
import { MAX_IMAGE_BYTES, queryImage } from '../sqlite-file/sql-js-engine.ts';
import type { QueryRequest } from './native-inspection.ts';
import { answerOfFailure, answerOfRow } from './query-answer.ts';

export interface SqlJsInspectionRequest {
  readonly databasePath: string;
  readonly level: ContentLevel;
  /** Stop at a module that sql.js lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

export interface SandboxVerdict {
  readonly checks: readonly Check[];
  /** What sql.js lacks for this database; another engine may have it. */
  readonly lack: string | undefined;
}

/** Checks a scratch database in memory: no side file is created. Runs in a child process. */
export async function inspectWithSqlJs({
  databasePath,
  level,
  stopsAtMissingModule = false,
}: SqlJsInspectionRequest): Promise<SandboxVerdict> {
  const { size } = await stat(databasePath);
  if (size === 0) {
    return verdictOf([{ name: 'schema', result: 'failed', detail: 'the file is empty: not a database' }]);
  }
  if (size > MAX_IMAGE_BYTES) {
    const detail = `the database has ${size} bytes; sql.js checks at most 1 GiB in memory (Node >= 22.16 has no limit)`;
    return verdictOf([
      { name: level === 'quick' ? 'quick_check' : 'integrity_check', result: 'inconclusive', detail },
    ]);
  }
  const image = await readFile(databasePath);
  try {
    return await queryImage(
      image,
      (query, content) => {
        query(GUARDED_CONNECTION);
        const module = stopsAtMissingModule ? missingModule(query) : undefined;
        if (module !== undefined) return { checks: [], lack: `no such module: ${module}` };
        return verdictOf(runContentChecks(content, level));
      },
      { surrender: true },
    );
  } catch (error) {
    return verdictOf([checkOfFailure('open', error)]);
  }
}

function verdictOf(checks: readonly Check[]): SandboxVerdict {
  return { checks, lack: missingFeature(checks) };
}

/** Queries a scratch database in memory. Runs in a child process. */
export async function queryWithSqlJs({ databasePath, sql }: QueryRequest): Promise<QueryAnswer> {
  const { size } = await stat(databasePath);
  if (size > MAX_IMAGE_BYTES) {
    const reason = `the database has ${size} bytes; sql.js reads at most 1 GiB into memory (Node >= 22.16 has no limit)`;
    return { outcome: 'inconclusive', reason };
  }
  try {
    return await queryImage(await readFile(databasePath), (query) => {
      query(GUARDED_CONNECTION);
      query('PRAGMA query_only = ON');
      return answerOfRow(query(sql)[0]);
    });
  } catch (error) {
    return answerOfFailure(error);
  }
}
