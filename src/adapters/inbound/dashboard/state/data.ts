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
/** Newest first, all of them. */
export const backups = new Resource<readonly Backup[]>(async (signal) => (await api.backups(signal)).backups);
/** The newest hundred of them, for who does not need all. */
export const newestBackups = new Resource<readonly Backup[]>(
  async (signal) => (await api.backups(signal, NEWEST_BACKUPS)).backups,
);
export const statistics = new Resource<Statistics>((signal) => api.statistics(signal));
export const calendar = new Resource<Calendar>((signal) => api.calendar(CALENDAR_DAYS, signal));
/** Newest first. */
export const jobs = new Resource<readonly Job[]>(async (signal) => (await api.jobs(signal)).jobs);
/** Of which runs the history is read; whoever changes it refreshes that. */
export const historyFilter = signal<HistoryFilter>({ limit: NEWEST_RUNS });
/** The newest runs of those that are wished for, newest first. */
export const history = new Resource<History>((stopping) => api.history(historyFilter.value, stopping));
/** What the journal has as running, other processes' runs among it. */
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

/** They have changed at the service: what is looked at is read now, the rest when it is. */
export function invalidate(names: readonly DataName[]): void {
  for (const name of names) BY_NAME[name].invalidate();
}

/** Forgets all that was read. */
export function clearData(): void {
  for (const name of ALL_DATA) BY_NAME[name].clear();
}
