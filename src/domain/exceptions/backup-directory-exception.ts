import { BackupManagerException } from './backup-manager-exception.ts';

/** `details.reason` when the disk or the quota is full, or the reserve would be used. */
export const NO_SPACE = 'no_space';

/** `details.reason` when a stored file cannot be read: a copy in another store may be readable. */
export const UNREADABLE = 'unreadable';

/** The directory for backups or restored files is missing, not writable or full. */
export class BackupDirectoryException extends BackupManagerException {
  readonly code = 'BACKUP_DIRECTORY';
}
