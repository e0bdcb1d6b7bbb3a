import type { EndedRecord, HistoryEntry, RecordedRun, StartedRecord } from './history-entry.ts';

export interface StartRecord extends StartedRecord {
  /** The same for all records of one process, different for every other process. */
  readonly processKey: string;
}

/**
 * The recorded runs, newest first; a duplicate record counts once.
 * A run without an end is over when its process is dead, or when another process started a later run of the
 * same database: a run starts while holding the database's lock. Within one process a later start shows
 * nothing: one run may be part of another.
 * @param records in the order of writing
 * @param isDead whether the process of a start is gone; called only where it matters
 */
export function recordedRuns<B extends StartRecord>(
  records: readonly (B | EndedRecord)[],
  isDead: (start: B) => boolean,
): readonly HistoryEntry[] {
  const ended = new Set(records.flatMap((record) => (record.event === 'ended' ? [record.run.id] : [])));
  const entries = new Map<string, HistoryEntry>();
  const laterProcesses = new Map<string, Set<string>>();
  for (const record of [...records].reverse()) {
    const { run } = record;
    if (record.event === 'ended') {
      if (!entries.has(run.id)) entries.set(run.id, endedRun(record));
      continue;
    }
    const later = laterProcesses.get(run.database) ?? new Set<string>();
    if (!ended.has(run.id)) {
      entries.set(run.id, unfinishedRun(run, isDead(record) || hasAnother(later, record.processKey)));
    }
    laterProcesses.set(run.database, later.add(record.processKey));
  }
  return [...entries.values()].sort((left, right) => right.startedAt.getTime() - left.startedAt.getTime());
}

function endedRun({ run, outcome, durationMs, facts, warnings, error }: EndedRecord): HistoryEntry {
  return { ...run, outcome, durationMs, facts, warnings, error };
}

function unfinishedRun(run: RecordedRun, isOver: boolean): HistoryEntry {
  return {
    ...run,
    outcome: isOver ? 'interrupted' : 'running',
    durationMs: undefined,
    facts: {},
    warnings: [],
    error: undefined,
  };
}

function hasAnother(processKeys: ReadonlySet<string>, processKey: string): boolean {
  return processKeys.size > (processKeys.has(processKey) ? 1 : 0);
}
