import type { CarriedFailure } from './carried-failure.ts';

/** One task per child. */
export interface TaskMessage {
  readonly task: string;
  readonly request: unknown;
}

/** Any number of progress messages, then one result or failure. */
export type AnswerMessage =
  | { readonly type: 'progress'; readonly progress: unknown }
  | { readonly type: 'result'; readonly result: unknown }
  | CarriedFailure;
