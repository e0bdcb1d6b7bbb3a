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

/** What a process or thread that lacks memory, descriptors or threads throws, by Node's words and codes. */
const LACKS_MEMORY = /could not allocate memory|out of memory|array buffer allocation failed/i;
const LACKS_RESOURCES = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];
const WORKER_FAILED = /^ERR_WORKER_(?:INIT_FAILED|OUT_OF_MEMORY)$/;

/** A limit that the process has met, as the operator's error; everything else is returned as it is. */
function resourceException(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BackupManagerException) return error;
  if (isSystemError(error) && LACKS_RESOURCES.includes(systemCodeOf(error))) {
    return new BackupCreationException(
      `the process that works on the database cannot go on: ${systemErrorMeaning(error)}`,
      { hint: systemErrorHint(error), cause: error },
    );
  }
  const isWorker = 'code' in error && WORKER_FAILED.test(String(error.code));
  if (!isWorker && !LACKS_MEMORY.test(error.message)) return error;
  return new BackupCreationException(
    `the process that works on the database has too little memory or too few threads: ${error.message}`,
    {
      hint: 'Raise the limits of this process (ulimit -v, -u and -n, or those of its container); engine sqljs needs some GiB of address space.',
      cause: error,
    },
  );
}

/** What is ours, and a limit that was met, has its code and hint; anything else is a bug and keeps its stack. */
export function packFailure(thrown: unknown): CarriedFailure {
  const error = resourceException(thrown);
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
