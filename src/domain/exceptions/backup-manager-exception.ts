/** Stable codes for operators, scripts and API clients. */
export const EXCEPTION_CODES = [
  'USAGE',
  'CONFIGURATION',
  'DATABASE_NOT_FOUND',
  'DATABASE_ACCESS',
  'DATABASE_CORRUPTED',
  'BACKUP_DIRECTORY',
  'BACKUP_CREATION',
  'BACKUP_VERIFICATION',
  'BACKUP_TIMEOUT',
  'OPERATION_IN_PROGRESS',
  'BACKUP_NOT_FOUND',
  'STORE',
  'DECRYPTION_KEY',
  'CANCELLED',
] as const;

export type ExceptionCode = (typeof EXCEPTION_CODES)[number];

/** A value that JSON keeps unchanged. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface ExceptionContext {
  /** The operator's next step, one sentence. */
  readonly hint: string;
  /** JSON-safe facts about the failure; never a secret. */
  readonly details?: Readonly<Record<string, JsonValue>>;
  readonly cause?: unknown;
}

/** Base of every expected failure; any other thrown error is a bug. */
export abstract class BackupManagerException extends Error {
  abstract readonly code: ExceptionCode;
  readonly hint: string;
  readonly details: Readonly<Record<string, JsonValue>>;

  constructor(message: string, context: ExceptionContext) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.hint = context.hint;
    this.details = context.details ?? {};
  }
}
