import { BackupManagerException } from './backup-manager-exception.ts';

/** The directory for backups or restored files is missing, not writable or full. */
export class BackupDirectoryException extends BackupManagerException {
  readonly code = 'BACKUP_DIRECTORY';
}
