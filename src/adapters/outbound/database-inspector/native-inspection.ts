import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { removeSideFiles } from '../files/database-files.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';
import { GUARDED_CONNECTION, PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { runContentChecks } from '../sqlite-file/content-checks.ts';
import { nativeContent } from '../sqlite-file/read-transaction.ts';
import { limitMemory } from '../task-worker/memory-limit.ts';
import { answerOfFailure, answerOfRow } from './query-answer.ts';

export interface InspectionRequest {
  readonly databasePath: string;
  readonly level: ContentLevel;
}

/** A hostile file may crash this process or fill its memory: it does nothing else. */
export async function inspectNatively(request: InspectionRequest): Promise<readonly Check[]> {
  limitMemory(PROCESS_LIMIT_BYTES);
  return checkNatively(request);
}

/** Read-only: since SQLite 3.44, `integrity_check` checks FTS5 without writing. */
export async function checkNatively({ databasePath, level }: InspectionRequest): Promise<readonly Check[]> {
  if ((await stat(databasePath)).size === 0) {
    return [{ name: 'schema', result: 'failed', detail: 'the file is empty: not a database' }];
  }
  try {
    return check(databasePath, level);
  } finally {
    await removeSideFiles(databasePath);
  }
}

function check(path: string, level: ContentLevel): readonly Check[] {
  let connection: DatabaseSync | undefined;
  try {
    // Runtimes without the defensive mode ignore it.
    connection = new DatabaseSync(path, { readOnly: true, defensive: true });
    connection.exec(GUARDED_CONNECTION);
    return runContentChecks(nativeContent(connection), level);
  } catch (error) {
    return [checkOfFailure('open', error)];
  } finally {
    connection?.close();
  }
}

export interface QueryRequest {
  readonly databasePath: string;
  readonly sql: string;
}

/** Queries a scratch database with `node:sqlite`, read-only. Runs in a child process. */
export async function queryNatively({ databasePath, sql }: QueryRequest): Promise<QueryAnswer> {
  limitMemory(PROCESS_LIMIT_BYTES);
  try {
    return ask(databasePath, sql);
  } finally {
    await removeSideFiles(databasePath);
  }
}

function ask(path: string, sql: string): QueryAnswer {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { readOnly: true, defensive: true });
    connection.exec(GUARDED_CONNECTION);
    const statement = connection.prepare(sql);
    // An object would move columns with numeric names.
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    return answerOfRow(statement.get() as unknown as readonly unknown[] | undefined);
  } catch (error) {
    return answerOfFailure(error);
  } finally {
    connection?.close();
  }
}
