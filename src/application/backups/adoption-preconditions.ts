import type { Backup } from '../../domain/backup/backup.ts';
import { parseBackupName } from '../../domain/backup/backup-name.ts';
import { readForeignBackupName } from '../../domain/backup/foreign-backup-name.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import { assertDatabaseName } from './capture-preconditions.ts';

/**
 * The database of another tool's file.
 * @throws UsageException it is unclear
 */
export function adoptingDatabase(backup: Backup, requested: string | undefined): string {
  const database = requested ?? backup.database ?? readForeignBackupName(backup.filename).database;
  if (database === undefined) {
    throw new UsageException(`the name of ${backup.filename} does not show its database`, {
      hint: 'Name it with --database NAME.',
      details: { filename: backup.filename },
    });
  }
  assertDatabaseName(database);
  return database;
}

/** @throws UsageException it is managed, or no database alone */
export function assertUnmanaged(backup: Backup): void {
  const { filename, record } = backup;
  if (record.condition === 'missing') {
    if (parseBackupName(filename)?.isDelta === true) throw deltaAlone(filename);
    return;
  }
  const intact = record.condition === 'intact';
  throw new UsageException(
    intact
      ? `${filename} is already managed`
      : `${filename} has a manifest, which is damaged: ${record.problem}`,
    {
      hint: intact
        ? 'Nothing to do. To check it: backup-manager verify.'
        : 'If you trust the file, move the manifest out of the directory and adopt it again.',
      details: { filename },
    },
  );
}

function deltaAlone(filename: string): UsageException {
  return new UsageException(`${filename} is a diff or incr without its manifest: it cannot be adopted`, {
    hint: `Put ${filename}.json back next to it, from a copy of the directory or another store.`,
    details: { filename },
  });
}

export function damaged(backup: Backup, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${backup.filename} is damaged: ${problem}`, {
    hint: 'It was not adopted and is unchanged.',
    details: { filename: backup.filename },
  });
}
