import type { ExceptionCode, JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';

/** What the parent asks of a child: one task, then the child ends. */
export interface TaskMessage {
  readonly task: string;
  readonly request: unknown;
}

/** What a child answers: any number of progress reports, then one result, failure or bug. */
export type AnswerMessage =
  | { readonly type: 'progress'; readonly progress: unknown }
  | { readonly type: 'result'; readonly result: unknown }
  | {
      readonly type: 'failure';
      readonly code: ExceptionCode;
      readonly message: string;
      readonly hint: string;
      readonly details: Readonly<Record<string, JsonValue>>;
    }
  | { readonly type: 'bug'; readonly message: string; readonly stack: string };
