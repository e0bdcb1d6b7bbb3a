import { BackupManagerException } from './backup-manager-exception.ts';

/** A setting that is unknown, of the wrong type or contradicts another; names the key and where it came from. */
export class ConfigurationException extends BackupManagerException {
  readonly code = 'CONFIGURATION';
}
