import type { TaskFunction, Tasks } from '../task-worker/tasks.ts';

/* Each engine is imported where it is used: a Node may lack node:sqlite. */

export const probeSource: TaskFunction<Tasks['probe']> = async (request) =>
  request.engine === 'native'
    ? (await import('./native-probing.ts')).probeNatively(request)
    : (await import('./sql-js-probing.ts')).probeWithSqlJs(request);

export const countRowsOfSource: TaskFunction<Tasks['count-rows']> = async (request, report, deliver) =>
  request.engine === 'native'
    ? (await import('./native-counting.ts')).countNatively(request, report, deliver)
    : (await import('./sql-js-counting.ts')).countWithSqlJs(request, report, deliver);

export const sqliteVersion: TaskFunction<Tasks['sqlite-version']> = async ({ engine }) =>
  engine === 'native'
    ? (await import('../sqlite-file/native-content.ts')).nativeSqliteVersion()
    : (await import('../sqlite-file/sql-js-engine.ts')).sqlJsSqliteVersion();
