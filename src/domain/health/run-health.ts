import { isSuccess, type HistoryEntry } from '../history/history-entry.ts';
import type { FindingKind } from './finding-kind.ts';
import { warning, type HealthFinding } from './health.ts';
import type { Problem } from './backup-directory-health.ts';

/** Only these failures concern the protection; a failed restore does not. */
const FAILURE_OF: ReadonlyMap<string, FindingKind> = new Map([
  ['create', 'create_failed'],
  ['verify', 'verify_failed'],
  ['cleanup', 'cleanup_failed'],
]);

/**
 * The failed runs of one database without a later success of the same operation. An interrupted run that is
 * no protection itself is cleaned up by a later backup. Future-dated runs are ignored: a wrong clock would
 * make one the last run for years.
 * @param entries the database's, newest first
 */
export function runFindings(entries: readonly HistoryEntry[], now: Date): readonly HealthFinding[] {
  const latest = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    const { operation, outcome, startedAt } = entry;
    // A cancelled, skipped or missed run neither fixes nor breaks anything.
    const isConclusive = isSuccess(entry) || outcome === 'failed' || outcome === 'interrupted';
    if (isConclusive && startedAt <= now && !latest.has(operation)) latest.set(operation, entry);
  }
  const create = latest.get('create');
  const tidiedUpAt = create !== undefined && isSuccess(create) ? create.startedAt.getTime() : -Infinity;
  return (
    [...latest.values()]
      .filter(
        ({ operation, outcome, startedAt }) =>
          outcome !== 'interrupted' || FAILURE_OF.has(operation) || startedAt.getTime() > tidiedUpAt,
      )
      // The result of a verification is a finding about the backup itself.
      .filter(({ operation, facts }) => operation !== 'verify' || facts['result'] !== 'failed')
      .flatMap(lastRunFindings)
  );
}

function lastRunFindings({
  operation,
  database,
  startedAt,
  outcome,
  error,
}: HistoryEntry): readonly HealthFinding[] {
  const run = `the last ${operation} of ${database} (${startedAt.toISOString()})`;
  if (outcome === 'interrupted') {
    return [
      warning({
        kind: 'run_interrupted',
        database,
        message: `${run} was interrupted: its process ended during the run`,
        hint: 'Find what ended it (a kill, memory, power). The next run removes its leftovers first.',
      }),
    ];
  }
  const kind = FAILURE_OF.get(operation);
  if (outcome !== 'failed' || kind === undefined) return [];
  const why = error === undefined ? 'no reason is on record' : `${error.code}: ${error.message}`;
  const hint = error === undefined || error.hint === '' ? 'See backup-manager history.' : error.hint;
  return [warning({ kind, database, message: `${run} failed: ${why}`, hint })];
}

export interface HistoryFacts {
  /** `undefined` when it can be read. */
  readonly readProblem: Problem | undefined;
  /** `undefined` when this process can write it. */
  readonly writeProblem: string | undefined;
  readonly unreadableLines: number;
}

export function historyFindings(facts: HistoryFacts): readonly HealthFinding[] {
  const { readProblem, writeProblem, unreadableLines } = facts;
  const findings: HealthFinding[] = [];
  if (readProblem !== undefined) findings.push(warning({ kind: 'journal_unreadable', ...readProblem }));
  if (writeProblem !== undefined) {
    const hint = 'Runs continue but are not recorded. Free some space, or correct the permissions.';
    findings.push(warning({ kind: 'journal_not_writable', message: writeProblem, hint }));
  }
  if (unreadableLines > 0) {
    findings.push(
      warning({
        kind: 'journal_torn',
        message: `${String(unreadableLines)} lines of the run history are unreadable`,
        hint: 'A crash tears the line it was writing. If their number grows, check the disk.',
      }),
    );
  }
  return findings;
}
