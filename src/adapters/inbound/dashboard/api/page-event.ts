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

export type PageEvent =
  | { readonly type: 'run.started'; readonly data: RunFacts }
  | { readonly type: 'run.progress'; readonly data: RunProgress }
  | {
      readonly type: 'run.warning';
      readonly data: RunFacts & { readonly message: string; readonly hint: string };
    }
  | { readonly type: 'run.succeeded'; readonly data: RunFacts & { readonly duration_ms: number } }
  | {
      readonly type: 'run.failed';
      readonly data: RunFacts & {
        readonly error: { readonly code: string; readonly message: string; readonly hint: string };
      };
    }
  | { readonly type: 'job.changed'; readonly data: Job & { readonly at: string } }
  | {
      readonly type: 'health.changed';
      readonly data: { readonly at: string; readonly overall_status: string };
    }
  | { readonly type: 'reset'; readonly data: object };

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
