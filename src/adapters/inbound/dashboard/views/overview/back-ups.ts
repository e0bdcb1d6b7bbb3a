import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { followJob } from '../../state/follow-job.ts';
import { runningJobs } from '../../state/running.ts';
import { api } from '../../state/session.ts';
import { announce, showToast } from '../../state/toasts.ts';
import { countDone, failuresOf } from './failures-of.ts';

export interface BackUpFailure {
  readonly key: string;
  /** `undefined`: all databases. */
  readonly database: string | undefined;
  readonly problem: ApiProblem;
}

const ALL = '*';
const CANCELLED = 'CANCELLED';

const requested = signal<ReadonlySet<string>>(new Set());

/** Newest first. */
export const failures = signal<readonly BackUpFailure[]>([]);

export function isBackingUp(database: string): boolean {
  return (
    requested.value.has(database) ||
    requested.value.has(ALL) ||
    runningJobs.value.some(
      (job) => job.operation === 'create' && (job.database === null || job.database === database),
    )
  );
}

/** Never throws: errors are in `failures`. */
export async function backUpNow(database: string | undefined): Promise<void> {
  forget(database);
  const name = database ?? ALL;
  requested.value = new Set([...requested.value, name]);
  try {
    const job = await api.create(database === undefined ? {} : { database });
    const end = followJob(job);
    // From here on, the running job shows it.
    release(name);
    announce(database === undefined ? t('overview.startedAll') : t('overview.started', { name: database }));
    reportDone(await end, database);
  } catch (error) {
    release(name);
    const problem = problemFrom(error);
    if (problem.code !== CANCELLED) note({ database, problem });
  }
}

export function dismissFailure(key: string): void {
  failures.value = failures.value.filter((failure) => failure.key !== key);
}

function reportDone(job: Job, database: string | undefined): void {
  const failed = failuresOf(job);
  for (const { database: name, problem } of failed) note({ database: name ?? undefined, problem });
  const count = countDone(job);
  if (database !== undefined) showToast(t('overview.backUpDone', { name: database }));
  else if (count > 0) showToast(t('overview.backUpAllDone', { count }));
}

function note(failure: Omit<BackUpFailure, 'key'>): void {
  const key = failure.database ?? ALL;
  failures.value = [{ ...failure, key }, ...failures.value.filter((known) => known.key !== key)];
}

function forget(database: string | undefined): void {
  failures.value =
    database === undefined ? [] : failures.value.filter(({ key }) => key !== database && key !== ALL);
}

function release(name: string): void {
  const left = new Set(requested.value);
  left.delete(name);
  requested.value = left;
}
