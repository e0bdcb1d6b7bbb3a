import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';

/** The child process ended without an answer: it crashed, or the system killed it. */
export class TaskDiedException extends BackupCreationException {
  /** The signal or the exit code. */
  readonly how: string;
  /** The first line that it wrote to stderr. */
  readonly lastWords: string | undefined;

  constructor(how: string, stderr: string) {
    super(`the process that works on the database died: ${how}`, {
      hint: 'The system may have run out of memory: see its log (dmesg), then try again.',
      details: { stderr: stderr.trim() },
    });
    this.how = how;
    this.lastWords = /\S.*/.exec(stderr)?.[0];
  }
}
