import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';
import { jobs } from '../../state/data.ts';
import { followJob } from '../../state/follow-job.ts';

/** What is done with a backup and takes its time. */
export type WorkKind = 'check' | 'adopt' | 'restore' | 'undo';

/** Something that was begun with a backup from this page, and what came of it. */
export interface BackupWork {
  readonly kind: WorkKind;
  /** `undefined` while the service is being asked. */
  readonly jobId: string | undefined;
  /** The result of the job as the service answers it. */
  readonly result: unknown;
  readonly problem: ApiProblem | undefined;
}

/** By file name: it goes on while its details are closed, and is there when they are opened again. */
const works = signal<ReadonlyMap<string, BackupWork>>(new Map());

/** The last thing that was done with a backup from here. */
export function workOn(filename: string, kind: WorkKind): BackupWork | undefined {
  const work = works.value.get(filename);
  return work?.kind === kind ? work : undefined;
}

export function isAtWork(filename: string): boolean {
  const work = works.value.get(filename);
  return work !== undefined && work.result === undefined && work.problem === undefined;
}

export function jobOf({ jobId }: BackupWork): Job | undefined {
  return (jobs.value.value ?? []).find(({ id }) => id === jobId);
}

/** Begins it and follows it to its end. @param ask what makes the service begin */
export async function work(filename: string, kind: WorkKind, ask: () => Promise<Job>): Promise<void> {
  const begun: BackupWork = { kind, jobId: undefined, result: undefined, problem: undefined };
  note(filename, begun);
  try {
    const job = await ask();
    note(filename, { ...begun, jobId: job.id });
    const { result } = await followJob(job);
    note(filename, { ...begun, jobId: job.id, result });
  } catch (error) {
    note(filename, { ...begun, problem: problemFrom(error) });
  }
}

/** What came of it was seen. */
export function dismissWork(filename: string): void {
  const left = new Map(works.value);
  left.delete(filename);
  works.value = left;
}

function note(filename: string, work: BackupWork): void {
  works.value = new Map(works.value).set(filename, work);
}
