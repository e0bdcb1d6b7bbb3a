import { signal } from '@preact/signals';
import type { RunFacts } from '../api/page-event.ts';

/** More than run at once on any machine that we know of. */
const MOST_ENDED = 200;

const runs = signal<ReadonlyMap<string, RunFacts>>(new Map());
/** A record of the journal that still says "running" may arrive after the news of its end. */
const ended: string[] = [];

/** Runs that the service told of and that have not ended: those of jobs, of the schedule, of whoever asked for them. */
export const activeRuns = runs;

export function noteRunStart(run: RunFacts): void {
  if (runs.value.has(run.run_id) || hasEnded(run.run_id)) return;
  runs.value = new Map(runs.value).set(run.run_id, run);
}

export function noteRunEnd(runId: string): void {
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

/** The line was broken: of what runs now, only what is told anew is known. */
export function forgetActiveRuns(): void {
  runs.value = new Map();
}
