import type { Job } from './types.ts';

export interface RunFacts {
  readonly at: string;
  readonly run_id: string;
  readonly operation: string;
  readonly database: string;
  readonly started_at: string;
}

export interface RunProgress extends RunFacts {
  readonly phase: string;
  readonly done_bytes: number;
  readonly total_bytes: number;
}

interface EventData {
  readonly 'run.started': RunFacts;
  readonly 'run.progress': RunProgress;
  readonly 'run.warning': RunFacts;
  readonly 'run.succeeded': RunFacts;
  readonly 'run.failed': RunFacts;
  readonly 'job.changed': Job;
  readonly 'health.changed': object;
  readonly reset: object;
}

export type PageEvent = {
  [T in keyof EventData]: { readonly type: T; readonly data: EventData[T] };
}[keyof EventData];

const TYPES: ReadonlySet<string> = new Set<PageEvent['type']>([
  'run.started',
  'run.progress',
  'run.warning',
  'run.succeeded',
  'run.failed',
  'job.changed',
  'health.changed',
  'reset',
]);

/** `undefined` for an unknown or damaged event. */
export function pageEventOf(type: string | undefined, text: string): PageEvent | undefined {
  if (type === undefined || !TYPES.has(type)) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? ({ type, data } as PageEvent) : undefined;
  } catch {
    return undefined;
  }
}
