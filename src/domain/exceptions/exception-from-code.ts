import { BackupCreationException } from './backup-creation-exception.ts';
import { BackupDirectoryException } from './backup-directory-exception.ts';
import { BackupNotFoundException } from './backup-not-found-exception.ts';
import { BackupTimeoutException } from './backup-timeout-exception.ts';
import { BackupVerificationException } from './backup-verification-exception.ts';
import { ConfigurationException } from './configuration-exception.ts';
import { DatabaseAccessException } from './database-access-exception.ts';
import { DatabaseCorruptedException } from './database-corrupted-exception.ts';
import { DatabaseNotFoundException } from './database-not-found-exception.ts';
import { DecryptionKeyException } from './decryption-key-exception.ts';
import { OperationCancelledException } from './operation-cancelled-exception.ts';
import { OperationInProgressException } from './operation-in-progress-exception.ts';
import { StoreException } from './store-exception.ts';
import { UsageException } from './usage-exception.ts';
import type { BackupManagerException, ExceptionCode, ExceptionContext } from './backup-manager-exception.ts';

type ExceptionClass = new (message: string, context: ExceptionContext) => BackupManagerException;

const CLASS_OF = {
  USAGE: UsageException,
  CONFIGURATION: ConfigurationException,
  DATABASE_NOT_FOUND: DatabaseNotFoundException,
  DATABASE_ACCESS: DatabaseAccessException,
  DATABASE_CORRUPTED: DatabaseCorruptedException,
  BACKUP_DIRECTORY: BackupDirectoryException,
  BACKUP_CREATION: BackupCreationException,
  BACKUP_VERIFICATION: BackupVerificationException,
  BACKUP_TIMEOUT: BackupTimeoutException,
  OPERATION_IN_PROGRESS: OperationInProgressException,
  BACKUP_NOT_FOUND: BackupNotFoundException,
  STORE: StoreException,
  DECRYPTION_KEY: DecryptionKeyException,
  CANCELLED: OperationCancelledException,
} satisfies Record<ExceptionCode, ExceptionClass>;

/** Rebuilds the typed exception after it crossed a process boundary as data. */
export function exceptionFromCode(
  code: ExceptionCode,
  message: string,
  context: ExceptionContext,
): BackupManagerException {
  return new CLASS_OF[code](message, context);
}
