import type { z } from 'zod';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import type { RouteDefinition } from '../api-router.ts';
import type { RouteContext } from '../route-context.ts';

/** An answer in the OpenAPI document. */
export interface DescribedAnswer {
  readonly description: string;
  /** Absent without a body. */
  readonly schema?: z.ZodType;
  /** Default: `application/json`. */
  readonly mediaType?: string;
  readonly example?: JsonValue;
  /** Descriptions by header name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One definition for the OpenAPI document and for the check of requests. */
export interface ApiOperation extends Omit<RouteDefinition, 'handle'> {
  /** E.g. `createBackup`. */
  readonly id: string;
  readonly tag: 'service' | 'backups' | 'stores' | 'restore' | 'runs';
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly bodyExample?: JsonValue;
  /** Descriptions of request headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** By status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Statuses of problem documents, without those of any request. */
  readonly problems: readonly number[];
  /** Changes nothing and is cheap, so HEAD is allowed. */
  readonly isSafe: boolean;
  readonly handle: (request: CheckedRequest) => Promise<Answer | undefined> | Answer | undefined;
}

export interface CheckedRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly context: RouteContext;
}

export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  /** A string is serialised JSON. */
  readonly body: JsonValue | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

type Output<S> = S extends z.ZodType ? z.output<S> : Record<string, never>;

/** Ties the types of a handler to the schemas of its operation. */
export function operation<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodObject | undefined = undefined,
>(
  described: Omit<ApiOperation, 'handle' | 'params' | 'query' | 'body'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    /** `undefined`: it sent the answer itself. */
    readonly handle: (
      request: CheckedRequest<Output<P>, Output<Q>, Output<B>>,
    ) => Promise<Answer | undefined> | Answer | undefined;
  },
): ApiOperation {
  return described as unknown as ApiOperation;
}
