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

const TYPES = [
  'run.started',
  'run.progress',
  'run.warning',
  'run.succeeded',
  'run.failed',
  'job.changed',
  'health.changed',
  'reset',
] as const;

type EventType = (typeof TYPES)[number];

type EventData<T extends EventType> = T extends 'run.progress'
  ? RunProgress
  : T extends 'job.changed'
    ? Job
    : T extends 'health.changed' | 'reset'
      ? object
      : RunFacts;

export type PageEvent = {
  [T in EventType]: { readonly type: T; readonly data: EventData<T> };
}[EventType];

/** `undefined` for an unknown or damaged event. */
export function pageEventOf(type: string | undefined, text: string): PageEvent | undefined {
  if (!TYPES.some((known) => known === type)) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? ({ type, data } as PageEvent) : undefined;
  } catch {
    return undefined;
  }
}
