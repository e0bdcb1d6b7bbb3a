import { signal } from '@preact/signals';
import type { HistoryFilter } from '../api/api-client.ts';
import type { Backup, Calendar, Databases, History, Job, Statistics } from '../api/types.ts';
import { ALL_DATA, type DataName } from './refreshes-of.ts';
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
export const calendar = new Resource<Calendar>((signal) => api.calendar(CALENDAR_DAYS, signal));
/** Newest first. */
export const jobs = new Resource<readonly Job[]>(async (signal) => (await api.jobs(signal)).jobs);
/** After a change, `history` must be refreshed. */
export const historyFilter = signal<HistoryFilter>({ limit: NEWEST_RUNS });
export const history = new Resource<History>((stopping) => api.history(historyFilter.value, stopping));
/** Includes the runs of other processes. */
export const runningRuns = new Resource<History>((signal) =>
  api.history({ outcome: 'running', limit: RUNNING_RUNS }, signal),
);

const BY_NAME = {
  databases,
  backups,
  newestBackups,
  statistics,
  calendar,
  jobs,
  history,
  runningRuns,
} as const satisfies Record<DataName, Pick<Resource<unknown>, 'invalidate' | 'clear'>>;

/** Reads visible data now and the rest when it is shown. */
export function invalidate(names: readonly DataName[]): void {
  for (const name of names) BY_NAME[name].invalidate();
}

export function clearData(): void {
  for (const name of ALL_DATA) BY_NAME[name].clear();
}

export function namesIn(
  ...lists: readonly (readonly { readonly database: string | null }[])[]
): readonly string[] {
  const names = lists.flat().flatMap(({ database }) => (database === null ? [] : [database]));
  return [...new Set(names)].sort((one, other) => one.localeCompare(other));
}
