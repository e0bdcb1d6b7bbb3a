import { signal } from '@preact/signals';
import type { HistoryFilter } from '../api/api-client.ts';
import type { PageEvent } from '../api/page-event.ts';
import type { Backup, Calendar, Databases, Fleet, History, Job, Statistics, Stores } from '../api/types.ts';
import { Resource } from './resource.ts';
import { api } from './session.ts';

const CALENDAR_DAYS = 366;
export const NEWEST_RUNS = 1000;
const NEWEST_BACKUPS = 100;
const RUNNING_RUNS = 100;

/** Worst first. */
export const databases = new Resource<Databases>((signal) => api.databases(signal));
/** Newest first. */
export const backups = new Resource<readonly Backup[]>(async (signal) => (await api.backups(signal)).backups);
export const newestBackups = new Resource<readonly Backup[]>(
  async (signal) => (await api.backups(signal, NEWEST_BACKUPS)).backups,
);
export const statistics = new Resource<Statistics>((signal) => api.statistics(signal));
/** The primary store first. */
export const stores = new Resource<Stores>((signal) => api.stores(signal));
/** The store of `fleet`; `undefined`: the first remote one. After a change, `fleet` must be refreshed. */
export const fleetStore = signal<string | undefined>(undefined);
/** The worst first. */
export const fleet = new Resource<Fleet>((stopping) => api.fleet(fleetStore.value, stopping));
export const calendar = new Resource<Calendar>((signal) => api.calendar(CALENDAR_DAYS, signal));
/** Newest first. */
export const jobs = new Resource<readonly Job[]>(async (signal): Promise<readonly Job[]> => {
  const answer = await api.jobs(signal);
  return answer.jobs.map((job) => latestOf(job, jobs.value.value ?? []));
});
/** After a change, `history` must be refreshed. */
export const historyFilter = signal<HistoryFilter>({ limit: NEWEST_RUNS });
export const history = new Resource<History>((stopping) => api.history(historyFilter.value, stopping));
/** Includes the runs of other processes. */
export const runningRuns = new Resource<History>((signal) =>
  api.history({ outcome: 'running', limit: RUNNING_RUNS }, signal),
);

const ALL = {
  databases,
  backups,
  newestBackups,
  statistics,
  calendar,
  jobs,
  history,
  runningRuns,
  stores,
  fleet,
} as const;

export type DataName = keyof typeof ALL;

export const ALL_DATA = Object.keys(ALL) as readonly DataName[];
/** Jobs are updated by their own events. The fleet is read from another machine, and at intervals. */
const WHEN_A_RUN_ENDED = ALL_DATA.filter((name) => name !== 'jobs' && name !== 'fleet');

/** A late answer never makes an ended job run again. */
export function latestOf(job: Job, known: readonly Job[]): Job {
  const same = known.find(({ id }) => id === job.id);
  return same === undefined || same.state === 'running' ? job : same;
}

/** Reads visible data now and the rest when it is shown. */
export function invalidate(names: readonly DataName[]): void {
  for (const name of names) ALL[name].invalidate();
}

export function clearData(): void {
  for (const name of ALL_DATA) ALL[name].clear();
}

export function namesIn(
  ...lists: readonly (readonly { readonly database: string | null }[])[]
): readonly string[] {
  const names = lists.flat().flatMap(({ database }) => (database === null ? [] : [database]));
  return [...new Set(names)].sort((one, other) => one.localeCompare(other));
}

/** Job and progress events carry their data. Runs of other processes only change the health report. */
export function refreshesOf({ type }: PageEvent): readonly DataName[] {
  switch (type) {
    case 'run.started':
      return ['history'];
    case 'run.succeeded':
    case 'run.failed':
    case 'health.changed':
      return WHEN_A_RUN_ENDED;
    case 'reset':
      return ALL_DATA;
    case 'run.progress':
    case 'run.warning':
    case 'job.changed':
      return [];
  }
}
