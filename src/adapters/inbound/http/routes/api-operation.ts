import type { z } from 'zod';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import type { RouteDefinition } from '../api-router.ts';
import type { RouteContext } from '../route-context.ts';

/** An answer as the OpenAPI document tells of it. */
export interface DescribedAnswer {
  readonly description: string;
  /** Absent where there is no body. */
  readonly schema?: z.ZodType;
  /** `application/json` unless it says otherwise. */
  readonly mediaType?: string;
  readonly example?: JsonValue;
  /** Names of headers that matter, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the description of an operation and the check of its requests are made of: one and the same. */
export interface ApiOperation extends Omit<RouteDefinition, 'handle'> {
  /** E.g. `createBackup`. */
  readonly id: string;
  readonly tag: 'service' | 'backups' | 'restore' | 'runs';
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly bodyExample?: JsonValue;
  /** Headers of the request that matter, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
  /** By status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Statuses of the problem documents that are to be expected, besides those that any request may get. */
  readonly problems: readonly number[];
  /** It does nothing and costs little, so that HEAD may ask for it. */
  readonly isSafe: boolean;
  readonly handle: (request: CheckedRequest) => Promise<Answer | undefined> | Answer | undefined;
}

/** A request that fits the operation's schemas. */
export interface CheckedRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly context: RouteContext;
}

export interface Answer {
  /** 200 unless it says otherwise. */
  readonly status?: number;
  /** A text is JSON already. */
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
    /** `undefined`: it has answered by itself. */
    readonly handle: (
      request: CheckedRequest<Output<P>, Output<Q>, Output<B>>,
    ) => Promise<Answer | undefined> | Answer | undefined;
  },
): ApiOperation {
  return described as unknown as ApiOperation;
}
