import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Cleanup } from '../../api/types.ts';
import { backups } from '../../state/data.ts';
import { followJob } from '../../state/follow-job.ts';
import { api } from '../../state/session.ts';

/** A cleanup that was asked for here; it goes on while one looks at something else. */
export interface CleanupWork {
  readonly isRunning: boolean;
  readonly result?: Pick<Cleanup, 'removed' | 'failed'>;
  /** Bytes of what was removed. */
  readonly freedBytes?: number;
  readonly problem?: ApiProblem;
}

/** By database: the newest one, until it is dismissed. */
const works = signal<ReadonlyMap<string, CleanupWork>>(new Map());

export function cleanupOf(database: string): CleanupWork | undefined {
  return works.value.get(database);
}

/** Removes what retention does not keep of one database. */
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

export function forgetCleanup(database: string): void {
  const left = new Map(works.value);
  left.delete(database);
  works.value = left;
}

function note(database: string, work: CleanupWork): void {
  works.value = new Map(works.value).set(database, work);
}
