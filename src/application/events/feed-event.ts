import type { JsonObject } from '../documents/json-object.ts';

export interface FeedEvent {
  /** For a new subscription; `undefined` for events that are not repeated. */
  readonly id: string | undefined;
  /** E.g. `run.started`. */
  readonly type: string;
  readonly at: Date;
  readonly data: JsonObject;
}
