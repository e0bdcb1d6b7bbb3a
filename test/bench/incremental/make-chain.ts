import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../note.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import { changePages } from '../workload/change-pages.ts';
import type { Workbench } from '../workbench.ts';
import { withOwnCopy } from '../experiments/own-copy.ts';
import { DIFF_HOURS, INCREMENTAL } from './contenders.ts';

export const INCRS = 24;

/** Paths of the first and the last backup of a chain. */
export interface Chain {
  readonly folder: string;
  readonly full: string;
  readonly newest: string;
}

/** A full, a diff after 1 % of the pages changed, and 24 incrs, each after a change of `percent`. */
export async function makeChain(
  bench: Workbench,
  database: ApplicationDatabase,
  name: string,
  percent: number,
): Promise<Chain> {
  const folder = join(bench.folder, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return withOwnCopy(bench, database, 'wal', async (_application, SOURCE) => {
    const create = async (type: keyof typeof DIFF_HOURS, ending: string) => {
      const variables = { SOURCE, FOLDER: bench.folder, NAME: name, DIFF_HOURS: DIFF_HOURS[type] };
      const { stdout } = await bench.run(`${INCREMENTAL.script} --no-verify`, variables);
      const { path } = JSON.parse(stdout) as { readonly path: string };
      // A larger change than expected would make a full, and the restore would read nothing else.
      if (!path.endsWith(ending)) throw new Error(`${path} should end with ${ending}`);
      return path;
    };
    const full = await create('diff', '.db.zst');
    await changePages(SOURCE, 1, INCRS + 1);
    let newest = await create('diff', '.wal.zst');
    for (let incr = 1; incr <= INCRS; incr += 1) {
      await changePages(SOURCE, percent, incr);
      newest = await create('incr', '.wal.zst');
    }
    note(`  a chain of a full, a diff and ${INCRS} incrs of ${percent.toFixed(2)} %`);
    return { folder, full, newest };
  });
}
