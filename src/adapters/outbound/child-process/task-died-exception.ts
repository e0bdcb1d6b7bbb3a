import { isSystemError, systemErrorHint, systemErrorMeaning } from '../codec/directory-exception.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';

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
