import type { JsonObject } from '../documents/json-object.ts';

export interface FeedEvent {
  /** By which it can be asked for again; `undefined` for what is never told twice. */
  readonly id: string | undefined;
  /** E.g. `run.started`. */
  readonly type: string;
  readonly at: Date;
  readonly data: JsonObject;
}
