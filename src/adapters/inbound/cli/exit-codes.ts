import type { ExceptionCode } from '../../../domain/exceptions/backup-manager-exception.ts';

/** An API for scripts: never renumber. A new exception code without an exit code does not compile. */
export const EXIT_CODE_OF = {
  USAGE: 2,
  CONFIGURATION: 2,
  DATABASE_NOT_FOUND: 3,
  DATABASE_ACCESS: 4,
  DATABASE_CORRUPTED: 5,
  BACKUP_DIRECTORY: 6,
  BACKUP_CREATION: 7,
  BACKUP_VERIFICATION: 8,
  BACKUP_TIMEOUT: 9,
  OPERATION_IN_PROGRESS: 10,
  BACKUP_NOT_FOUND: 11,
  STORE: 14,
  DECRYPTION_KEY: 15,
  CANCELLED: 130,
} as const satisfies Record<ExceptionCode, number>;

export const EXIT_OK = 0;
export const EXIT_VERIFICATION_INCONCLUSIVE = 12;
/** At least one of several databases failed. */
export const EXIT_SOME_FAILED = 13;
export const EXIT_INTERNAL = 70;

/** Exit codes of `health` and `doctor`, as monitoring tools expect them. */
export const EXIT_CODE_OF_STATUS = {
  healthy: EXIT_OK,
  warning: 1,
  critical: 2,
} as const;
