import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execute } from '../support/writers.ts';
import type { CreatedDocument, Workspace } from './workspace.ts';

const SCRIPT = fileURLToPath(new URL('../../docs/restore-by-hand.sh', import.meta.url));
const ROWS = 200;

export interface CreatedPoint extends CreatedDocument {
  readonly type: 'full' | 'diff' | 'incr';
  readonly unchanged: boolean;
  readonly reason: string;
}

/** Fills a new database with rows that take some pages. */
export async function fillRows(database: string): Promise<void> {
  await execute(
    database,
    'PRAGMA journal_mode=WAL',
    'CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT)',
    `WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${String(ROWS)})
      INSERT INTO item SELECT id, hex(randomblob(500)) FROM n`,
  );
}

/** Gives one row another text of the same length. */
export async function changeRow(database: string, id: number, text: string): Promise<void> {
  await execute(
    database,
    `UPDATE item SET body = substr('${text}' || body, 1, 1000) WHERE id = ${String(id)}`,
  );
}

export async function createType(
  workspace: Workspace,
  type: 'full' | 'diff' | 'incr',
  ...argv: readonly string[]
): Promise<CreatedPoint> {
  return workspace.document<CreatedPoint>('create', workspace.path('app.db'), '--type', type, ...argv);
}

/** Runs the script of the package. */
export function restoreByHand(
  out: string,
  paths: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  return spawnSync('sh', [SCRIPT, out, ...paths], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
}
