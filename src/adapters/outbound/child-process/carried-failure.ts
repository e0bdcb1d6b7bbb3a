import {
  BackupManagerException,
  type ExceptionCode,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { exceptionFromCode } from '../../../domain/exceptions/exception-from-code.ts';

/** An error as data, to cross a process or thread boundary. */
export type CarriedFailure =
  | {
      readonly type: 'failure';
      readonly code: ExceptionCode;
      readonly message: string;
      readonly hint: string;
      readonly details: Readonly<Record<string, JsonValue>>;
    }
  | { readonly type: 'bug'; readonly message: string; readonly stack: string };

/** What is ours keeps its code and hint; anything else is a bug and keeps its stack. */
export function packFailure(error: unknown): CarriedFailure {
  if (error instanceof BackupManagerException) {
    const { code, message, hint, details } = error;
    return { type: 'failure', code, message, hint, details };
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  return { type: 'bug', message: bug.message, stack: bug.stack ?? '' };
}

/** The error again, as it was thrown on the other side. */
export function unpackFailure(failure: CarriedFailure): Error {
  if (failure.type === 'failure') return exceptionFromCode(failure.code, failure.message, failure);
  const bug = new Error(failure.message);
  bug.stack = failure.stack;
  return bug;
}
