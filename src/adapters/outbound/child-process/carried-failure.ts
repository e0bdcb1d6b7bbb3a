import {
  isSystemError,
  systemCodeOf,
  systemErrorHint,
  systemErrorMeaning,
} from '../codec/directory-exception.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import {
  BackupManagerException,
  type ExceptionCode,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { exceptionFromCode } from '../../../domain/exceptions/exception-from-code.ts';

/** An error as data that crosses a process or thread boundary. */
export type CarriedFailure =
  | {
      readonly type: 'failure';
      readonly code: ExceptionCode;
      readonly message: string;
      readonly hint: string;
      readonly details: Readonly<Record<string, JsonValue>>;
    }
  | { readonly type: 'bug'; readonly message: string; readonly stack: string };

/** Node's messages and codes for a lack of memory, descriptors or threads. */
const LACKS_MEMORY = /could not allocate memory|out of memory|array buffer allocation failed/i;
const LACKS_RESOURCES = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];
const WORKER_FAILED = /^ERR_WORKER_(?:INIT_FAILED|OUT_OF_MEMORY)$/;

/** A resource limit as an exception with a hint; any other error unchanged. */
function resourceException(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BackupManagerException) return error;
  if (isSystemError(error) && LACKS_RESOURCES.includes(systemCodeOf(error))) {
    return new BackupCreationException(
      `the process that works on the database cannot continue: ${systemErrorMeaning(error)}`,
      { hint: systemErrorHint(error), cause: error },
    );
  }
  const isWorker = 'code' in error && WORKER_FAILED.test(String(error.code));
  if (!isWorker && !LACKS_MEMORY.test(error.message)) return error;
  return new BackupCreationException(
    `the process that works on the database has too little memory or too few threads: ${error.message}`,
    {
      hint: 'Raise the limits of this process (ulimit -v, -u and -n, or those of its container). Engine sqljs needs some GiB of address space.',
      cause: error,
    },
  );
}

/** Exceptions of ours and resource limits keep code and hint; anything else is a bug and keeps its stack. */
export function packFailure(thrown: unknown): CarriedFailure {
  const error = resourceException(thrown);
  if (error instanceof BackupManagerException) {
    const { code, message, hint, details } = error;
    return { type: 'failure', code, message, hint, details };
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  return { type: 'bug', message: bug.message, stack: bug.stack ?? '' };
}

export function unpackFailure(failure: CarriedFailure): Error {
  if (failure.type === 'failure') return exceptionFromCode(failure.code, failure.message, failure);
  const bug = new Error(failure.message);
  bug.stack = failure.stack;
  return bug;
}
