import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';

/** The record of an interrupted restore in place cannot be read, so it is unknown how far that restore came. */
export class DamagedRecordException extends BackupVerificationException {
  /** @param keptAs what the record and the files beside it were renamed to */
  constructor(recordPath: string, cause: unknown, keptAs: readonly string[] = []) {
    const kept = keptAs.length === 0 ? '' : `; renamed to ${keptAs.join(', ')}`;
    super(`${recordPath}, the record of an interrupted restore, is damaged${kept}`, {
      hint: 'Check the database (PRAGMA integrity_check), and restore again where it is not as it should be; the next run goes on without the record.',
      details: { path: recordPath, kept_as: keptAs },
      cause,
    });
  }
}
