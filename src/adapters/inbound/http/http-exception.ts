import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { HttpCode } from '../documents/problem.ts';

const HTTP_STATUS_OF = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PAYLOAD_TOO_LARGE: 413,
  URI_TOO_LONG: 414,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_NOT_SATISFIABLE: 416,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
} as const satisfies Record<HttpCode, number>;

/** A request that is refused before it reaches a use case. */
export class HttpException extends Error {
  readonly code: HttpCode;
  readonly hint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, JsonValue>>;

  constructor(
    code: HttpCode,
    message: string,
    context: {
      readonly hint: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly details?: Readonly<Record<string, JsonValue>>;
    },
  ) {
    super(message);
    this.name = 'HttpException';
    this.code = code;
    this.hint = context.hint;
    this.headers = context.headers ?? {};
    this.details = context.details ?? {};
  }

  get status(): number {
    return HTTP_STATUS_OF[this.code];
  }
}
