import { computed, signal } from '@preact/signals';
import type { RunFacts, RunProgress } from '../api/page-event.ts';
import type { Job } from '../api/types.ts';
import { jobs, latestOf } from './data.ts';
import { ProgressMeter, type ProgressReading } from './progress-meter.ts';

const readings = signal<ReadonlyMap<string, ProgressReading>>(new Map());
const meters = new Map<string, ProgressMeter>();

/** Oldest first. */
export const runningJobs = computed<readonly Job[]>(() =>
  (jobs.value.value ?? []).filter(({ state }) => state === 'running').toReversed(),
);

export const isBusy = computed(() => runningJobs.value.length > 0);

export function readingOf(runId: string): ProgressReading | undefined {
  return readings.value.get(runId);
}

/** The rate is only known from watching the events. */
export function progressOf(job: Job): ProgressReading | undefined {
  const seen = job.run_id === null ? undefined : readings.value.get(job.run_id);
  if (seen !== undefined || job.progress === null) return seen;
  const { phase, done_bytes: doneBytes, total_bytes: totalBytes } = job.progress;
  return new ProgressMeter().add({ phase, doneBytes, totalBytes, atMs: 0 });
}

export function updateProgress(progress: RunProgress): void {
  const meter = meters.get(progress.run_id) ?? new ProgressMeter();
  meters.set(progress.run_id, meter);
  const reading = meter.add({
    phase: progress.phase,
    doneBytes: progress.done_bytes,
    totalBytes: progress.total_bytes,
    atMs: Date.parse(progress.at),
  });
  readings.value = new Map(readings.value).set(progress.run_id, reading);
}

export function clearProgress(runId: string): void {
  meters.delete(runId);
  readings.value = without(readings.value, runId);
}

/** A copy of the map without the key. */
export function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([known]) => known !== key));
}

export function updateJob(job: Job): void {
  jobs.set(withJob(jobs.value.value ?? [], job));
}

/** Newest first. */
function withJob(known: readonly Job[], job: Job): readonly Job[] {
  const others = known.filter(({ id }) => id !== job.id);
  return [...others, latestOf(job, known)].sort((one, other) => (one.started_at < other.started_at ? 1 : -1));
}

const MOST_ENDED = 200;

/** Runs that the service reported and that have not ended. */
export const activeRuns = signal<ReadonlyMap<string, RunFacts>>(new Map());
/** An older history answer may still list an ended run as running. */
const ended: string[] = [];

export function runStarted(run: RunFacts): void {
  if (activeRuns.value.has(run.run_id) || hasEnded(run.run_id)) return;
  activeRuns.value = new Map(activeRuns.value).set(run.run_id, run);
}

export function runEnded(runId: string): void {
  ended.push(runId);
  if (ended.length > MOST_ENDED) ended.shift();
  if (activeRuns.value.has(runId)) activeRuns.value = without(activeRuns.value, runId);
}

export function hasEnded(runId: string): boolean {
  return ended.includes(runId);
}

/** After a broken connection, only newly reported runs are known to run. */
export function clearActiveRuns(): void {
  activeRuns.value = new Map();
}
