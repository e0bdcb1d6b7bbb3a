import type { Condition } from './condition.ts';
import type { NotificationDraft } from './decide-notifications.ts';
import type { AlertEvent, HeartbeatEvent } from './notification.ts';

/** A way to notify the operator, with the events it receives. */
export type Channel = AlertChannel | HeartbeatChannel;

interface AnyChannel {
  /** Unique among the channels. */
  readonly name: string;
  /** `undefined`: all of them. */
  readonly databases: readonly string[] | undefined;
}

/** Receives conditions, each once. */
export interface AlertChannel extends AnyChannel {
  readonly type: 'webhook' | 'email';
  readonly events: readonly AlertEvent[];
}

/** Receives every backup run, so that its silence is an alarm. */
export interface HeartbeatChannel extends AnyChannel {
  readonly type: 'heartbeat';
  readonly events: readonly HeartbeatEvent[];
}

export function coversDatabase({ databases }: Channel, database: string | undefined): boolean {
  return database === undefined || databases === undefined || databases.includes(database);
}

/** A recovery goes only to the channels that received the condition. */
export function wantsAlert(channel: Channel, { event, database, recoveredFrom }: NotificationDraft): boolean {
  if (channel.type === 'heartbeat') return false;
  const wanted: readonly string[] = channel.events;
  return (
    coversDatabase(channel, database) &&
    wanted.includes(event) &&
    (recoveredFrom === undefined || wanted.includes(recoveredFrom))
  );
}

/** A backup run, as a heartbeat monitor sees it. */
export interface Heartbeat {
  readonly event: HeartbeatEvent;
  readonly database: string;
}

/**
 * Whether a heartbeat goes through a channel. A monitor of several databases must not receive success for one
 * while the backup of another fails.
 */
export function wantsHeartbeat(
  channel: Channel,
  { event, database }: Heartbeat,
  conditions: readonly Condition[],
): boolean {
  if (channel.type !== 'heartbeat' || !channel.events.includes(event)) return false;
  if (!coversDatabase(channel, database)) return false;
  if (event !== 'succeeded') return true;
  return !conditions.some(
    (one) =>
      one.event === 'failed' &&
      one.subject === 'create' &&
      one.database !== database &&
      coversDatabase(channel, one.database),
  );
}
