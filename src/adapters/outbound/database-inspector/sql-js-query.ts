import { readFile, stat } from 'node:fs/promises';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import { MAX_IMAGE_BYTES, queryImage } from '../sqlite-file/sql-js-engine.ts';
import { GUARDED_CONNECTION } from '../sqlite-file/check-limits.ts';
import { answerOfFailure, answerOfRow } from './query-answer.ts';
import type { QueryRequest } from './native-query.ts';

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
