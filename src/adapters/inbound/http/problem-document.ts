import { STATUS_CODES } from 'node:http';
import {
  BackupManagerException,
  type ExceptionCode,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { HttpException } from './http-exception.ts';

/** RFC 9457, with our own members: `code` to switch on, `hint` for the operator. */
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

/** nginx's word for a caller who hung up; a cancelled run has no other. */
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
  CANCELLED: CLIENT_CLOSED_REQUEST,
} as const satisfies Record<ExceptionCode, number>;

/** How every exception of a full disk or a used-up quota begins, whoever found out. */
const NO_ROOM = /^(no room|the quota is used up)/;

/** The answer to a request that failed. Of a bug of ours it says only where to look. */
export function problemOf(error: unknown, requestId: string): ProblemDocument {
  if (error instanceof BackupManagerException) {
    return document(statusOf(error), error.message, error, requestId);
  }
  if (error instanceof HttpException) return document(error.status, error.message, error, requestId);
  return document(
    INTERNAL,
    'The service met a bug of its own.',
    {
      code: 'INTERNAL',
      hint: 'The stack is in the log, under this request_id; please report it.',
      details: {},
    },
    requestId,
  );
}

function statusOf({ code, message }: BackupManagerException): number {
  return code === 'BACKUP_DIRECTORY' && NO_ROOM.test(message) ? INSUFFICIENT_STORAGE : STATUS_OF[code];
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
