import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Cleanup } from '../../api/types.ts';
import { backups } from '../../state/data.ts';
import { followJob } from '../../state/follow-job.ts';
import { api } from '../../state/session.ts';

/** It continues when another view is shown. */
export interface CleanupWork {
  readonly isRunning: boolean;
  readonly result?: Pick<Cleanup, 'removed' | 'failed'>;
  readonly freedBytes?: number;
  readonly problem?: ApiProblem;
}

/** By database. */
const works = signal<ReadonlyMap<string, CleanupWork>>(new Map());

export function cleanupOf(database: string): CleanupWork | undefined {
  return works.value.get(database);
}

export async function cleanUp(database: string): Promise<void> {
  if (cleanupOf(database)?.isRunning === true) return;
  const sizes = new Map((backups.value.value ?? []).map(({ filename, size }) => [filename, size]));
  note(database, { isRunning: true });
  try {
    const { result } = await followJob(await api.cleanUp(database));
    const { removed, failed } = result as Cleanup;
    const freedBytes = removed.reduce((sum, { filename }) => sum + (sizes.get(filename) ?? 0), 0);
    note(database, { isRunning: false, result: { removed, failed }, freedBytes });
  } catch (error) {
    note(database, { isRunning: false, problem: problemFrom(error) });
  }
}

export function dismissCleanup(database: string): void {
  const left = new Map(works.value);
  left.delete(database);
  works.value = left;
}

function note(database: string, work: CleanupWork): void {
  works.value = new Map(works.value).set(database, work);
}
