import { signal } from '@preact/signals';
import type { RunFacts } from '../api/page-event.ts';

const MOST_ENDED = 200;

const runs = signal<ReadonlyMap<string, RunFacts>>(new Map());
/** An older history answer may still list an ended run as running. */
const ended: string[] = [];

/** Runs that the service reported and that have not ended. */
export const activeRuns = runs;

export function runStarted(run: RunFacts): void {
  if (runs.value.has(run.run_id) || hasEnded(run.run_id)) return;
  runs.value = new Map(runs.value).set(run.run_id, run);
}

export function runEnded(runId: string): void {
  ended.push(runId);
  if (ended.length > MOST_ENDED) ended.shift();
  if (!runs.value.has(runId)) return;
  const left = new Map(runs.value);
  left.delete(runId);
  runs.value = left;
}

export function hasEnded(runId: string): boolean {
  return ended.includes(runId);
}

/** After a broken connection, only newly reported runs are known to run. */
export function clearActiveRuns(): void {
  runs.value = new Map();
}
