import { BackupManagerException } from './backup-manager-exception.ts';

/** The place that backups or restored files go to is missing, not writable or out of room. */
export class BackupDirectoryException extends BackupManagerException {
  readonly code = 'BACKUP_DIRECTORY';
}
