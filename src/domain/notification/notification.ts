export const ALERT_EVENTS = [
  'failed',
  'missed',
  'overdue',
  'verification_failed',
  'disk_low',
  'retention_frozen',
  'recovered',
] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** A backup started, succeeded, failed. */
export const HEARTBEAT_EVENTS = ['started', 'succeeded', 'failed'] as const;
export type HeartbeatEvent = (typeof HEARTBEAT_EVENTS)[number];

/** `test`: requested by the operator. */
export type NotificationEvent = AlertEvent | HeartbeatEvent | 'test';

/** A condition that starts, lasts and ends; `recovered` announces the end. */
export type ConditionEvent = Exclude<AlertEvent, 'recovered'>;

export type Severity = 'info' | 'warning' | 'critical';

/** One message, the same through every channel. */
export interface Notification {
  /** Unique, and the same at each attempt to deliver it. */
  readonly id: string;
  readonly event: NotificationEvent;
  readonly severity: Severity;
  /** `undefined` for the whole host. */
  readonly database: string | undefined;
  /** An operation, or the file name of a backup. */
  readonly subject: string | undefined;
  readonly message: string;
  /** The operator's next step; empty where there is none. */
  readonly hint: string;
  /** An exception code, where an error is the cause. */
  readonly code: string | undefined;
  /** When the condition started. */
  readonly since: Date;
  /** When it was found. */
  readonly at: Date;
  /** True when it was announced before and still lasts. */
  readonly reminder: boolean;
  /** The ended condition, when `event` is `recovered`. */
  readonly recoveredFrom: ConditionEvent | undefined;
}

const TEXT_OF = {
  failed: 'failed',
  missed: 'a run was missed',
  overdue: 'backup overdue',
  verification_failed: 'verification failed',
  disk_low: 'disk filling up',
  retention_frozen: 'retention paused',
  recovered: 'recovered',
  started: 'backup started',
  succeeded: 'backup succeeded',
  test: 'test of this channel',
} satisfies Record<NotificationEvent, string>;

/** For a subject or headline, e.g. `app: create failed` or `app: backup overdue (still)`. */
export function titleOf(notification: Notification): string {
  const { database, reminder } = notification;
  const what = eventText(notification);
  return `${database === undefined ? '' : `${database}: `}${what}${reminder ? ' (still)' : ''}`;
}

function eventText({ event, subject, recoveredFrom }: Notification): string {
  if (recoveredFrom !== undefined) return `recovered from: ${TEXT_OF[recoveredFrom]}`;
  return event === 'failed' && subject !== undefined ? `${subject} failed` : TEXT_OF[event];
}

/** All of it as plain text. */
export function textOf(notification: Notification, host: string): string {
  const { message, hint, code, since, at, reminder, event } = notification;
  const lasts = reminder || event === 'recovered';
  return [
    message,
    ...(hint === '' ? [] : ['', `What to do: ${hint}`]),
    '',
    `Host: ${host}`,
    ...(code === undefined ? [] : [`Code: ${code}`]),
    `At: ${at.toISOString()}`,
    ...(lasts ? [`Since: ${since.toISOString()}`] : []),
    '',
  ].join('\n');
}
