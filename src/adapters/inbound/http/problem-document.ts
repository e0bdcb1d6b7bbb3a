import { STATUS_CODES } from 'node:http';
import { NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import {
  BackupManagerException,
  type ExceptionCode,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { HttpException } from './http-exception.ts';

/** RFC 9457 with our own members `code`, `hint` and `details`. */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, JsonValue>>;
  readonly request_id: string;
}

export const PROBLEM_TYPE = 'application/problem+json';

/** nginx's status for a closed connection. HTTP has no status for a cancelled run. */
const CLIENT_CLOSED_REQUEST = 499;
const INTERNAL = 500;
const INSUFFICIENT_STORAGE = 507;

/** A new exception code without a status does not compile. */
export const STATUS_OF = {
  USAGE: 400,
  CONFIGURATION: 400,
  DATABASE_NOT_FOUND: 404,
  DATABASE_ACCESS: 503,
  DATABASE_CORRUPTED: 422,
  BACKUP_DIRECTORY: INTERNAL,
  BACKUP_CREATION: INTERNAL,
  BACKUP_VERIFICATION: 422,
  BACKUP_TIMEOUT: 504,
  OPERATION_IN_PROGRESS: 409,
  BACKUP_NOT_FOUND: 404,
  STORE: 502,
  DECRYPTION_KEY: 409,
  CANCELLED: CLIENT_CLOSED_REQUEST,
} as const satisfies Record<ExceptionCode, number>;

/** Hides the message of an internal error. */
export function problemOf(error: unknown, requestId: string): ProblemDocument {
  if (error instanceof BackupManagerException) {
    return document(statusOf(error), error.message, error, requestId);
  }
  if (error instanceof HttpException) return document(error.status, error.message, error, requestId);
  return document(
    INTERNAL,
    'internal error of the service',
    {
      code: 'INTERNAL',
      hint: 'The stack is in the log file under this request_id. Please report it.',
      details: {},
    },
    requestId,
  );
}

function statusOf({ code, details }: BackupManagerException): number {
  return code === 'BACKUP_DIRECTORY' && details['reason'] === NO_SPACE
    ? INSUFFICIENT_STORAGE
    : STATUS_OF[code];
}

function document(
  status: number,
  detail: string,
  { code, hint, details }: Pick<ProblemDocument, 'code' | 'hint' | 'details'>,
  requestId: string,
): ProblemDocument {
  const title =
    STATUS_CODES[status] ?? (status === CLIENT_CLOSED_REQUEST ? 'Client Closed Request' : 'Error');
  return { type: 'about:blank', title, status, detail, code, hint, details, request_id: requestId };
}
