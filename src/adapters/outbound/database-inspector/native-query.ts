import { DatabaseSync } from 'node:sqlite';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import { limitMemory } from '../child-process/memory-limit.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { GUARDED_CONNECTION, PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { answerOfFailure, answerOfRow } from './query-answer.ts';

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
    for (const suffix of ['-wal', '-shm', '-journal']) await removeQuietly(databasePath + suffix);
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
