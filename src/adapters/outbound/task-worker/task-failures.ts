import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import {
  BackupManagerException,
  type ExceptionCode,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { exceptionFromCode } from '../../../domain/exceptions/exception-from-code.ts';
import {
  isSystemError,
  systemErrorHint,
  systemErrorMeaning,
  directoryException,
  spaceReason,
  systemCodeOf,
} from '../files/directory-exception.ts';

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

/** The child process crashed, or the system killed it. */
export class TaskDiedException extends BackupCreationException {
  /** Signal or exit code. */
  readonly how: string;
  /** The first line of its stderr. */
  readonly stderrLine: string | undefined;

  constructor(
    how: string,
    stderr: string,
    message = `the process that works on the database died: ${how}`,
    hint = 'The system may have run out of memory. Check its log (dmesg), then try again.',
  ) {
    super(message, { hint, details: { stderr: stderr.trim() } });
    this.how = how;
    this.stderrLine = /\S.*/.exec(stderr)?.[0];
  }

  /** A limit of descriptors, processes or memory was reached. */
  static notStarted(error: Error): TaskDiedException {
    const isSystem = isSystemError(error);
    const meaning = isSystem ? systemErrorMeaning(error) : error.message;
    return new TaskDiedException(
      meaning,
      '',
      `the process that works on the database cannot be started: ${meaning}`,
      isSystem ? systemErrorHint(error) : undefined,
    );
  }
}

/** Only a programming error causes these. */
const OWN_BUGS: readonly string[] = ['EBADF', 'EFAULT', 'EINVAL'];

const SQLITE_FULL = 13;
/** Primary codes of https://www.sqlite.org/rescode.html that report the machine, not our SQL. */
const SQLITE_OUTSIDE: ReadonlyMap<number, string> = new Map([
  [3, 'permission denied'],
  [7, 'the system is out of memory'],
  [8, 'a scratch file is read-only'],
  [10, 'the disk reported an error'],
  [SQLITE_FULL, 'no room left'],
  [14, 'a scratch file cannot be opened'],
]);
const PRIMARY_MASK = 0xff;

/** Translates failures of the system or of SQLite's files that a task did not translate; other errors unchanged. */
export function outsideFailure(error: unknown): unknown {
  if (isSystemError(error)) {
    if (OWN_BUGS.includes(error.code)) return error;
    return error.path === undefined ? withoutPath(error) : directoryException(error, error.path);
  }
  const code = sqliteCode(error);
  const meaning = SQLITE_OUTSIDE.get(code);
  if (meaning === undefined) return error;
  return new BackupDirectoryException(`${meaning}: ${(error as Error).message}`, {
    hint: 'Check the system log: the disk, its file system or the memory of this machine reported a failure.',
    details: code === SQLITE_FULL ? { reason: NO_SPACE } : {},
    cause: error,
  });
}

function withoutPath(error: NodeJS.ErrnoException & { code: string }): BackupDirectoryException {
  return new BackupDirectoryException(`${systemErrorMeaning(error)} (${String(error.syscall)})`, {
    hint: 'Check the system log: the disk, its file system or a limit of this process refused it.',
    details: { ...spaceReason(error), system_code: error.code },
    cause: error,
  });
}

function sqliteCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & PRIMARY_MASK : 0;
}

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
