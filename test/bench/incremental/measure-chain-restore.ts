import { ours } from '../contender.ts';
import type { Series } from '../results.ts';
import { measureRounds } from '../rounds.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import type { Workbench } from '../workbench.ts';
import { INCRS, makeChain } from './make-chain.ts';
import { CHANGED_PERCENT } from './measure-steps.ts';

/** Time to restore a full alone, and the newest backup of a chain on it. */
export async function measureChainRestore(
  bench: Workbench,
  database: ApplicationDatabase,
  runs: number,
): Promise<readonly Series[]> {
  const large = await makeChain(bench, database, 'chain-large', CHANGED_PERCENT);
  const day = await makeChain(bench, database, 'chain-day', CHANGED_PERCENT / INCRS);
  const contenders = [
    restore('full', 'the full alone', '$LARGE'),
    restore('day', `full + diff (1 %) + ${INCRS} incrs (1 % together)`, '$DAY'),
    restore('large', `full + diff (1 %) + ${INCRS} incrs (1 % each)`, '$LARGE'),
  ];
  const variables = {
    LARGE: large.folder,
    DAY: day.folder,
    full: large.full,
    day: day.newest,
    large: large.newest,
  };
  return measureRounds(bench, contenders, variables, runs);
}

function restore(name: string, title: string, folder: string) {
  const command = `restore "$${name}" --to "$FOLDER/stored"`;
  return ours(name, command, { title, settings: `BACKUP_DIR="${folder}"` });
}
