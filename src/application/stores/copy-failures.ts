import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import type { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { StoreException } from '../../domain/exceptions/store-exception.ts';
import type { PlannedCopy } from './copy-plan.ts';

/** Every further use would fail in the same way. */
export function isStoreUnusable(error: BackupManagerException): boolean {
  return (
    error instanceof StoreException ||
    error instanceof BackupDirectoryException ||
    error instanceof BackupTimeoutException
  );
}

/** A delta is placed only where all backups below it are. */
export function withoutBase(
  { manifest: { filename }, target: { name } }: PlannedCopy,
  lacking: string,
): BackupVerificationException {
  return new BackupVerificationException(
    `${filename} was not copied to the store ${name}: it depends on ${lacking}, which was not copied`,
    {
      hint: `Find out why ${lacking} was not copied, then run: backup-manager sync --store ${name}`,
      details: { filename, store: name, lacking },
    },
  );
}

/** The store that has it failed in this run. */
export function noSource(filename: string): BackupVerificationException {
  return new BackupVerificationException(`no store with a good copy of ${filename} can be read`, {
    hint: 'Repair the stores that failed, then run backup-manager sync again.',
    details: { filename },
  });
}
