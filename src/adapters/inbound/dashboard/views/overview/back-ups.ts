import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { followJob } from '../../state/follow-job.ts';
import { runningJobs } from '../../state/running.ts';
import { api } from '../../state/session.ts';
import { announce, tell } from '../../state/toasts.ts';
import { countDone, failuresOf } from './failures-of.ts';

export interface BackUpFailure {
  readonly key: string;
  /** `undefined`: all of them. */
  readonly database: string | undefined;
  readonly problem: ApiProblem;
}

const ALL = '*';
/** Stopped on purpose is no failure. */
const CANCELLED = 'CANCELLED';

const asked = signal<ReadonlySet<string>>(new Set());

/** Of backups that were asked for on this page, the newest first. */
export const failures = signal<readonly BackUpFailure[]>([]);

/** Asked for and not answered yet, or under way as a job. */
export function isBackingUp(database: string): boolean {
  return (
    asked.value.has(database) ||
    asked.value.has(ALL) ||
    runningJobs.value.some(
      (job) => job.operation === 'create' && (job.database === null || job.database === database),
    )
  );
}

/** Backs up one database or all; never throws: what goes wrong is in `failures`. */
export async function backUpNow(database: string | undefined): Promise<void> {
  forget(database);
  const name = database ?? ALL;
  asked.value = new Set([...asked.value, name]);
  try {
    const job = await api.create(database === undefined ? {} : { database });
    const end = followJob(job);
    // From here on the job says that it runs.
    release(name);
    announce(database === undefined ? t('overview.beganAll') : t('overview.began', { name: database }));
    tellDone(await end, database);
  } catch (error) {
    release(name);
    const problem = problemFrom(error);
    if (problem.code !== CANCELLED) note({ database, problem });
  }
}

export function dismissFailure(key: string): void {
  failures.value = failures.value.filter((failure) => failure.key !== key);
}

function tellDone(job: Job, database: string | undefined): void {
  const failed = failuresOf(job);
  for (const { database: name, problem } of failed) note({ database: name ?? undefined, problem });
  const count = countDone(job);
  if (database !== undefined) tell(t('overview.backUpDone', { name: database }));
  else if (count > 0) tell(t('overview.backUpAllDone', { count }));
}

function note(failure: Omit<BackUpFailure, 'key'>): void {
  const key = failure.database ?? ALL;
  failures.value = [{ ...failure, key }, ...failures.value.filter((known) => known.key !== key)];
}

/** It is tried anew. */
function forget(database: string | undefined): void {
  failures.value =
    database === undefined ? [] : failures.value.filter(({ key }) => key !== database && key !== ALL);
}

function release(name: string): void {
  const left = new Set(asked.value);
  left.delete(name);
  asked.value = left;
}
