import type { HistoryEntry } from '../history/history-entry.ts';
import type { FindingKind } from './finding-kind.ts';
import { warning, type HealthFinding } from './health.ts';
import type { Problem } from './backup-directory-health.ts';

/** Whose failure says something about the protection; a restore that was mistyped says nothing. */
const FAILURE_OF: ReadonlyMap<string, FindingKind> = new Map([
  ['create', 'create_failed'],
  ['verify', 'verify_failed'],
  ['cleanup', 'cleanup_failed'],
]);

/**
 * The runs of one database that ended badly and were not followed by one of the same kind that ended well. What an
 * interrupted one left that is no protection itself, a backup made since has tidied up. What a clock that was wrong has
 * dated in the future says nothing: it would stand for the last run until that day has come.
 * @param entries the database's, newest first
 */
export function runFindings(entries: readonly HistoryEntry[], now: Date): readonly HealthFinding[] {
  const latest = new Map<string, HistoryEntry>();
  for (const entry of entries) {
    const { operation, outcome, startedAt } = entry;
    // What was not begun, or was stopped on purpose, neither mends nor breaks anything.
    const isConclusive = outcome === 'succeeded' || outcome === 'failed' || outcome === 'interrupted';
    if (isConclusive && startedAt <= now && !latest.has(operation)) latest.set(operation, entry);
  }
  const create = latest.get('create');
  const tidiedUpAt = create?.outcome === 'succeeded' ? create.startedAt.getTime() : -Infinity;
  return (
    [...latest.values()]
      .filter(
        ({ operation, outcome, startedAt }) =>
          outcome !== 'interrupted' || FAILURE_OF.has(operation) || startedAt.getTime() > tidiedUpAt,
      )
      // What a verification found is a finding about the backup itself.
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
        message: `${run} was interrupted: its process ended before it did`,
        hint: 'Look for what ended it (a kill, memory, power); the next run begins with tidying up after it.',
      }),
    ];
  }
  const kind = FAILURE_OF.get(operation);
  if (outcome !== 'failed' || kind === undefined) return [];
  const why = error === undefined ? 'why is not on record' : `${error.code}: ${error.message}`;
  const hint = error === undefined || error.hint === '' ? 'See backup-manager history.' : error.hint;
  return [warning({ kind, database, message: `${run} failed: ${why}`, hint })];
}

export interface HistoryFacts {
  /** Why it cannot be read; `undefined` when it can. */
  readonly readProblem: Problem | undefined;
  /** Why this process cannot write it; `undefined` while it can. */
  readonly writeProblem: string | undefined;
  readonly unreadableLines: number;
}

/** What is wrong with the record of the runs. */
export function historyFindings(facts: HistoryFacts): readonly HealthFinding[] {
  const { readProblem, writeProblem, unreadableLines } = facts;
  const findings: HealthFinding[] = [];
  if (readProblem !== undefined) findings.push(warning({ kind: 'journal_unreadable', ...readProblem }));
  if (writeProblem !== undefined) {
    const hint = 'Runs go on, but nobody can look them up; free room, or mend permissions.';
    findings.push(warning({ kind: 'journal_not_writable', message: writeProblem, hint }));
  }
  if (unreadableLines > 0) {
    findings.push(
      warning({
        kind: 'journal_torn',
        message: `${String(unreadableLines)} lines of the run journal are unreadable`,
        hint: 'A crash tears the line it was writing; should they grow in number, look at the disk.',
      }),
    );
  }
  return findings;
}
