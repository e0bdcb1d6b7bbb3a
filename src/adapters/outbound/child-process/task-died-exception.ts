import { isSystemError, systemErrorHint, systemErrorMeaning } from '../codec/directory-exception.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';

/** The child process ended without an answer: it crashed, or the system killed it. */
export class TaskDiedException extends BackupCreationException {
  /** The signal or the exit code. */
  readonly how: string;
  /** The first line that it wrote to stderr. */
  readonly lastWords: string | undefined;

  constructor(
    how: string,
    stderr: string,
    message = `the process that works on the database died: ${how}`,
    hint = 'The system may have run out of memory: see its log (dmesg), then try again.',
  ) {
    super(message, { hint, details: { stderr: stderr.trim() } });
    this.how = how;
    this.lastWords = /\S.*/.exec(stderr)?.[0];
  }

  /** The process could not be started: a limit of descriptors, processes or memory. */
  static notStarted(error: Error): TaskDiedException {
    const isSystems = isSystemError(error);
    const meaning = isSystems ? systemErrorMeaning(error) : error.message;
    return new TaskDiedException(
      meaning,
      '',
      `the process that works on the database cannot be started: ${meaning}`,
      isSystems ? systemErrorHint(error) : undefined,
    );
  }
}
