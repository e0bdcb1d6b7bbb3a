import type { Backup } from '../../domain/backup/backup.ts';
import { readForeignBackupName } from '../../domain/backup/foreign-backup-name.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import { assertDatabaseName } from './capture-preconditions.ts';

/**
 * Whose backup another tool's file becomes.
 * @throws UsageException that is not clear
 */
export function adoptingDatabase(backup: Backup, asked: string | undefined): string {
  const database = asked ?? backup.database ?? readForeignBackupName(backup.filename).database;
  if (database === undefined) {
    throw new UsageException(`the name of ${backup.filename} does not tell whose backup it is`, {
      hint: 'Say it with --database NAME.',
      details: { filename: backup.filename },
    });
  }
  assertDatabaseName(database);
  return database;
}

export function assertUnmanaged(backup: Backup): void {
  const { filename, record } = backup;
  if (record.condition === 'missing') return;
  const intact = record.condition === 'intact';
  throw new UsageException(
    intact
      ? `${filename} is managed already`
      : `${filename} has a manifest, which is damaged: ${record.problem}`,
    {
      hint: intact
        ? 'There is nothing to do; prove it with: backup-manager verify.'
        : 'If you trust the file, move the manifest out of the directory and adopt it again.',
      details: { filename },
    },
  );
}

export function damaged(backup: Backup, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${backup.filename} is damaged: ${problem}`, {
    hint: 'It was not adopted and stays as it was.',
    details: { filename: backup.filename },
  });
}
