import { computed } from '@preact/signals';
import { ApiProblem } from '../../api/api-problem.ts';
import type { CreatedBackup, Job } from '../../api/types.ts';
import { formatAbsolute } from '../../i18n/format.ts';
import { listText, t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { api } from '../../state/session.ts';
import { announce, showToast } from '../../state/toasts.ts';
import { dismissJob, setFailed, trackedJobs, trackJob } from '../../state/tracked-jobs.ts';

export interface DatabaseFailure {
  /** `undefined`: all databases, or unknown. */
  readonly database: string | undefined;
  /** The store that has no copy of the backup; `undefined`: there is no backup. */
  readonly store?: string | undefined;
  readonly problem: ApiProblem;
}

const ALL = '*';
const PREFIX = 'create ';
/** Names of databases have no spaces. */
const PLACE_PREFIX = 'place ';
const CANCELLED = 'CANCELLED';

/** Newest first. */
export const backUpFailures = computed<readonly DatabaseFailure[]>(() =>
  [...trackedJobs.value]
    .flatMap(([subject, { kind, problem }]) => {
      if (problem === undefined) return [];
      if (kind === 'place') {
        const [database = '', store = ''] = subject.slice(PLACE_PREFIX.length).split(' ');
        return [{ database, store, problem }];
      }
      if (kind !== 'create') return [];
      const name = subject.slice(PREFIX.length);
      return [{ database: name === ALL ? undefined : name, problem }];
    })
    .reverse(),
);

/** @param database `undefined`: any of them */
export function isBackingUp(database: string | undefined): boolean {
  return (
    isRequested(database) ||
    isRequested(undefined) ||
    runningJobs.value.some(
      (job) =>
        job.operation === 'create' &&
        (database === undefined || job.database === null || job.database === database),
    )
  );
}

/** Never throws: errors are in `backUpFailures`. @param database `undefined`: all of them */
export async function backUpNow(database: string | undefined): Promise<void> {
  const subject = subjectOf(database);
  for (const failure of backUpFailures.value) {
    const failed = failure.database;
    if (database === undefined || failed === undefined || failed === database) dismissFailure(failure);
  }
  const ended = await trackJob(subject, 'create', async () => {
    const job = await api.create(database === undefined ? {} : { database });
    announce(database === undefined ? t('overview.startedAll') : t('overview.started', { name: database }));
    return job;
  });
  if (ended !== undefined || trackedJobs.value.get(subject)?.problem?.code === CANCELLED) dismissJob(subject);
  if (ended !== undefined) reportEnd(ended, database);
}

export function dismissFailure({ database, store }: Omit<DatabaseFailure, 'problem'>): void {
  dismissJob(store === undefined ? subjectOf(database) : `${PLACE_PREFIX}${database ?? ''} ${store}`);
}

/** A job for several databases can succeed although some failed. */
export function failuresOf({ result }: Pick<Job, 'result'>): readonly DatabaseFailure[] {
  return Array.isArray(result) ? result.flatMap(failureOf) : [];
}

export function countDone({ result }: Pick<Job, 'result'>): number {
  return Array.isArray(result) ? result.length - failuresOf({ result }).length : 1;
}

function reportEnd(job: Job, database: string | undefined): void {
  for (const { database: failed, problem } of failuresOf(job))
    setFailed(subjectOf(failed), 'create', problem);
  for (const { database: name, store, problem } of placementFailuresOf(job)) {
    setFailed(`${PLACE_PREFIX}${name ?? ''} ${store ?? ''}`, 'place', problem);
  }
  const text = database === undefined ? allDoneText(job) : doneText(job, database);
  if (text !== undefined) showToast(text);
}

/** The stores that did not get a backup that was made. */
export function placementFailuresOf({ result }: Pick<Job, 'result'>): readonly DatabaseFailure[] {
  return backupsIn(result).flatMap(({ database, copies }) =>
    copies.flatMap(({ store, error }) =>
      error === null ? [] : [{ database, store, problem: problemOf({ ...error }) }],
    ),
  );
}

/** `undefined` when every database failed. */
export function allDoneText({ result }: Pick<Job, 'result'>): string | undefined {
  const unchanged = backupsIn(result).filter((backup) => backup.unchanged).length;
  const made = countDone({ result }) - unchanged;
  const parts = [
    ...(made > 0 ? [t('overview.backUpAllDone', { count: made })] : []),
    ...(unchanged > 0 ? [t('chains.allUnchanged', { count: unchanged })] : []),
  ];
  return parts.length === 0 ? undefined : listText(parts);
}

/** Names the stores if there are several. */
export function doneText({ result }: Pick<Job, 'result'>, name: string): string {
  const [backup] = backupsIn(result);
  if (backup?.unchanged === true)
    return t('chains.unchanged', { name, when: formatAbsolute(new Date(backup.created_at)) });
  const copies = backupsIn(result).flatMap((each) => each.copies);
  const stores = copies.filter((copy) => copy.result === 'ok').map(({ store }) => store);
  if (copies.length < 2) return t('overview.backUpDone', { name });
  return t('stores.backUpDoneIn', { name, stores: listText(stores) });
}

function backupsIn(result: unknown): readonly CreatedBackup[] {
  const outcomes: readonly unknown[] = Array.isArray(result) ? result : [result];
  return outcomes.filter((outcome): outcome is CreatedBackup => isRecord(outcome) && 'copies' in outcome);
}

function failureOf(outcome: unknown): readonly DatabaseFailure[] {
  if (!isRecord(outcome) || !isRecord(outcome['error'])) return [];
  const { database } = outcome;
  const problem = problemOf(outcome['error']);
  return [{ database: typeof database === 'string' ? database : undefined, problem }];
}

function problemOf({ code, message, hint }: Readonly<Record<string, unknown>>): ApiProblem {
  return new ApiProblem(text(message), { code: text(code), status: 0, hint: text(hint) });
}

function isRequested(database: string | undefined): boolean {
  const tracked = trackedJobs.value.get(subjectOf(database));
  return tracked !== undefined && tracked.jobId === undefined && tracked.problem === undefined;
}

function subjectOf(database: string | undefined): string {
  return `${PREFIX}${database ?? ALL}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
