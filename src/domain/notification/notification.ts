/** What an operator may be told of. */
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

/** What a heartbeat monitor is told of: a backup began, ended well, failed. */
export const HEARTBEAT_EVENTS = ['started', 'succeeded', 'failed'] as const;
export type HeartbeatEvent = (typeof HEARTBEAT_EVENTS)[number];

/** `test`: the operator asked whether a channel works. */
export type NotificationEvent = AlertEvent | HeartbeatEvent | 'test';

/** A state that begins, lasts and ends; `recovered` tells of the end. */
export type ConditionEvent = Exclude<AlertEvent, 'recovered'>;

export type Severity = 'info' | 'warning' | 'critical';

/** One message, the same through every channel. */
export interface Notification {
  /** Unique, and the same at each attempt to deliver it. */
  readonly id: string;
  readonly event: NotificationEvent;
  readonly severity: Severity;
  /** `undefined` for what is of the whole host. */
  readonly database: string | undefined;
  /** What of the database it is about: an operation, or the file name of a backup. */
  readonly subject: string | undefined;
  readonly message: string;
  /** The operator's next step; empty where there is none to take. */
  readonly hint: string;
  /** An exception code, where an error is the cause. */
  readonly code: string | undefined;
  /** When the state began. */
  readonly since: Date;
  /** When this was found. */
  readonly at: Date;
  /** True when it has been told before and still lasts. */
  readonly reminder: boolean;
  /** What is over, when `event` is `recovered`. */
  readonly recoveredFrom: ConditionEvent | undefined;
}

const WORDS_OF = {
  failed: 'failed',
  missed: 'a run was missed',
  overdue: 'backup overdue',
  verification_failed: 'verification failed',
  disk_low: 'disk filling up',
  retention_frozen: 'retention frozen',
  recovered: 'recovered',
  started: 'backup started',
  succeeded: 'backup succeeded',
  test: 'test of this channel',
} satisfies Record<NotificationEvent, string>;

/** One line for a subject or a headline, e.g. `app: create failed` or `app: backup overdue (still)`. */
export function titleOf(notification: Notification): string {
  const { database, reminder } = notification;
  const what = wordsOf(notification);
  return `${database === undefined ? '' : `${database}: `}${what}${reminder ? ' (still)' : ''}`;
}

function wordsOf({ event, subject, recoveredFrom }: Notification): string {
  if (recoveredFrom !== undefined) return `recovered from: ${WORDS_OF[recoveredFrom]}`;
  return event === 'failed' && subject !== undefined ? `${subject} failed` : WORDS_OF[event];
}

/** All of it in plain text, for a person to read. */
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
