import type { EndedRecord, RecordedRun, StartedRecord } from '../../src/domain/history/history-entry.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

/** The run with a number; a higher one started later. */
export function aRun(number: number, changes: Partial<RecordedRun> = {}): RecordedRun {
  const startedAt = new Date(NOON + number * 1000);
  return { id: `run-${number}`, operation: 'create', database: 'app', startedAt, ...changes };
}

export function started(number: number, changes: Partial<RecordedRun> = {}): StartedRecord {
  return { event: 'started', run: aRun(number, changes) };
}

export function ended(number: number, changes: Partial<EndedRecord> = {}): EndedRecord {
  return {
    event: 'ended',
    run: aRun(number),
    outcome: 'succeeded',
    durationMs: 5,
    facts: {},
    warnings: [],
    error: undefined,
    ...changes,
  };
}
