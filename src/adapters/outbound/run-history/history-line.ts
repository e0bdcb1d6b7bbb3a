import { z } from 'zod';
import { RUN_OUTCOMES, type EndedRecord, type HistoryRecord } from '../../../domain/history/history-entry.ts';
import type { StartRecord } from '../../../domain/history/recorded-runs.ts';
import { processKey, type ProcessIdentity } from '../files/process-identity.ts';

const run = { id: z.string(), operation: z.string(), database: z.string(), started_at: z.iso.datetime() };

const startedLine = z.object({
  event: z.literal('started'),
  ...run,
  process: z.object({
    pid: z.int().positive(),
    host: z.string(),
    pid_namespace: z.string(),
    boot_id: z.string(),
    start_ticks: z.string(),
  }),
});

const endedLine = z.object({
  event: z.literal('ended'),
  ...run,
  outcome: z.enum(RUN_OUTCOMES),
  duration_ms: z.number().nonnegative(),
  facts: z.record(z.string(), z.json()),
  warnings: z.array(z.object({ message: z.string(), hint: z.string() })),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
});

const historyLine = z.discriminatedUnion('event', [startedLine, endedLine]);

type WrittenRecord = (StartRecord & { readonly process: ProcessIdentity }) | EndedRecord;

/** The start of each line: it gives the run's id without parsing the line. */
const LINE_START = /^\{"event":"(?:started|ended)","id":("(?:[^"\\]|\\.)*")/;

export function formatLine(record: HistoryRecord, process: ProcessIdentity): string {
  const { id, operation, database, startedAt } = record.run;
  const about = { event: record.event, id, operation, database, started_at: startedAt.toISOString() };
  return JSON.stringify(
    record.event === 'started'
      ? { ...about, process: processDocument(process) }
      : {
          ...about,
          outcome: record.outcome,
          duration_ms: record.durationMs,
          facts: record.facts,
          warnings: record.warnings,
          error: record.error ?? null,
        },
  );
}

/** `undefined` when the line is no record of ours. */
export function parseLine(line: string): WrittenRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = historyLine.safeParse(json);
  if (!parsed.success) return undefined;
  const { event, id, operation, database, started_at: startedAt } = parsed.data;
  const about = { id, operation, database, startedAt: new Date(startedAt) };
  if (event === 'started') {
    const process = identity(parsed.data.process);
    return { event, run: about, process, processKey: processKey(process) };
  }
  const { outcome, duration_ms: durationMs, facts, warnings, error } = parsed.data;
  return {
    event,
    run: about,
    outcome,
    durationMs,
    facts,
    warnings,
    error: error ?? undefined,
  };
}

/** Number of different runs in the lines. */
export function countRuns(text: string): number {
  return new Set(text.split('\n').flatMap((line) => LINE_START.exec(line)?.[1] ?? [])).size;
}

function processDocument(process: ProcessIdentity): z.infer<typeof startedLine>['process'] {
  const { pid, host, pidNamespace, bootId, startTicks } = process;
  return { pid, host, pid_namespace: pidNamespace, boot_id: bootId, start_ticks: startTicks };
}

function identity(document: z.infer<typeof startedLine>['process']): ProcessIdentity {
  const { pid, host, pid_namespace: pidNamespace, boot_id: bootId, start_ticks: startTicks } = document;
  return { pid, host, pidNamespace, bootId, startTicks };
}
