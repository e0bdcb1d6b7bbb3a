import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';

/** The record of an interrupted restore in place is unreadable, so the progress of that restore is unknown. */
export class DamagedRecordException extends BackupVerificationException {
  /** @param keptAs the new names of the record and its files */
  constructor(recordPath: string, cause: unknown, keptAs: readonly string[] = []) {
    const kept = keptAs.length === 0 ? '' : `; renamed to ${keptAs.join(', ')}`;
    super(`${recordPath}, the record of an interrupted restore, is damaged${kept}`, {
      hint: 'Check the database (PRAGMA integrity_check). If it is damaged, restore again. The next run ignores the record.',
      details: { path: recordPath, kept_as: keptAs },
      cause,
    });
  }
}
