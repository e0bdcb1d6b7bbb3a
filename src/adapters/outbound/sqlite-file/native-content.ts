import type { DatabaseSync } from 'node:sqlite';
import type { OpenContent } from './content-checks.ts';

export function nativeContent(connection: DatabaseSync): OpenContent {
  return {
    query: (sql) => connection.prepare(sql).all().map(Object.values),
    *queryRows(sql) {
      for (const row of connection.prepare(sql).iterate()) yield Object.values(row);
    },
  };
}
