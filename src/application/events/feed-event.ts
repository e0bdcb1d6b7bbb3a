import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

export type EventData = Readonly<Record<string, JsonValue>>;

export interface FeedEvent {
  /** For a new subscription; `undefined` for events that are not repeated. */
  readonly id: string | undefined;
  /** E.g. `run.started`. */
  readonly type: string;
  readonly at: Date;
  readonly data: EventData;
}
