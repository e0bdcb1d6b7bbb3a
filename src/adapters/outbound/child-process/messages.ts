import type { CarriedFailure } from './carried-failure.ts';

/** What the parent asks of a child: one task, then the child ends. */
export interface TaskMessage {
  readonly task: string;
  readonly request: unknown;
}

/** What a child answers: any number of progress reports, then one result or failure. */
export type AnswerMessage =
  | { readonly type: 'progress'; readonly progress: unknown }
  | { readonly type: 'result'; readonly result: unknown }
  | CarriedFailure;
