import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import type { RunReport } from '../report-run.ts';
import type { JsonObject } from './json-object.ts';

export function historyDocument(runs: readonly HistoryEntry[]): readonly JsonObject[] {
  return runs.map(runDocument);
}

export function runDetailsDocument({ run, log }: RunReport): JsonObject {
  return {
    ...runDocument(run),
    log: log.map(({ at, level, message, fields }) => ({ at: at.toISOString(), level, message, fields })),
  };
}

function runDocument(run: HistoryEntry): JsonObject {
  return {
    id: run.id,
    operation: run.operation,
    database: run.database,
    started_at: run.startedAt.toISOString(),
    outcome: run.outcome,
    duration_ms: run.durationMs ?? null,
    facts: run.facts,
    warnings: run.warnings.map(({ message, hint }) => ({ message, hint })),
    error: run.error === undefined ? null : { ...run.error },
  };
}
