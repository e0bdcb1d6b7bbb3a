import { BackupManagerException } from './backup-manager-exception.ts';

/**
 * A setting is unknown, of the wrong type, or contradicts another; the message names the key and its origin.
 */
export class ConfigurationException extends BackupManagerException {
  readonly code = 'CONFIGURATION';
}
