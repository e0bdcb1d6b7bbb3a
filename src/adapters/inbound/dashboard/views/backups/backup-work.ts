import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';
import { jobs } from '../../state/data.ts';
import { followJob } from '../../state/follow-job.ts';

export type WorkKind = 'check' | 'adopt' | 'restore' | 'undo';

export interface BackupWork {
  readonly kind: WorkKind;
  readonly jobId: string | undefined;
  readonly result: unknown;
  readonly problem: ApiProblem | undefined;
}

/** By file name. The entry stays when the drawer closes. */
const works = signal<ReadonlyMap<string, BackupWork>>(new Map());

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

export async function work(filename: string, kind: WorkKind, ask: () => Promise<Job>): Promise<void> {
  const started: BackupWork = { kind, jobId: undefined, result: undefined, problem: undefined };
  note(filename, started);
  try {
    const job = await ask();
    note(filename, { ...started, jobId: job.id });
    const { result } = await followJob(job);
    note(filename, { ...started, jobId: job.id, result });
  } catch (error) {
    note(filename, { ...started, problem: problemFrom(error) });
  }
}

export function dismissWork(filename: string): void {
  const left = new Map(works.value);
  left.delete(filename);
  works.value = left;
}

function note(filename: string, work: BackupWork): void {
  works.value = new Map(works.value).set(filename, work);
}
