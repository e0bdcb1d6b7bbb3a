import { isSameCondition, type Condition, type Observation } from './condition.ts';
import type { Notification } from './notification.ts';

const HOUR_MS = 3_600_000;
/** Half an hour short of a day: a nightly run that fails a little earlier than last night still reminds. */
const REMINDER_AFTER_MS = 23.5 * HOUR_MS;
/** Nobody looked at it for so long (a database that is gone, a backup that was removed): it is forgotten silently. */
const FORGOTTEN_AFTER_MS = 30 * 24 * HOUR_MS;
const MAX_CONDITIONS = 1000;

/** A notification that has not got its identity yet. */
export type NotificationDraft = Omit<Notification, 'id'>;

export interface Decision {
  readonly conditions: readonly Condition[];
  /** What is due to be told, in the order of the observations. */
  readonly due: readonly NotificationDraft[];
}

/**
 * Which notification is due: one when a condition begins, one more when it gets worse, a reminder at most once a day
 * while it is found to last, one `recovered` when it ends.
 *
 * @param conditions those that were told of
 */
export function decideNotifications(
  conditions: readonly Condition[],
  observations: readonly Observation[],
  now: Date,
): Decision {
  let current = conditions.filter(({ seenAt }) => now.getTime() - seenAt.getTime() < FORGOTTEN_AFTER_MS);
  const due: NotificationDraft[] = [];
  for (const observation of observations) {
    const known = current.find((condition) => isSameCondition(condition, observation));
    const others = current.filter((condition) => condition !== known);
    if (observation.holds) {
      const draft = tidingsOf(observation, known, now);
      if (draft !== undefined) due.push(draft);
      current = [...others, remembered(observation, known, draft !== undefined, now)];
    } else if (known !== undefined) {
      due.push(recovery(observation, known, now));
      current = others;
    }
  }
  return { conditions: current.slice(-MAX_CONDITIONS), due };
}

type ActiveCondition = Observation & { readonly holds: true };

function tidingsOf(
  held: ActiveCondition,
  known: Condition | undefined,
  now: Date,
): NotificationDraft | undefined {
  const { event, database, subject, severity, message, hint, code } = held;
  const facts = { event, database, subject, severity, message, hint, code, recoveredFrom: undefined };
  if (known === undefined) return { ...facts, since: now, at: now, reminder: false };
  const isWorse = severity === 'critical' && known.severity === 'warning';
  // A clock that was set back must not silence reminders until it has caught up.
  const isLate = Math.abs(now.getTime() - known.announcedAt.getTime()) >= REMINDER_AFTER_MS;
  return isWorse || isLate ? { ...facts, since: known.since, at: now, reminder: !isWorse } : undefined;
}

function remembered(
  held: ActiveCondition,
  known: Condition | undefined,
  isTold: boolean,
  now: Date,
): Condition {
  const { event, database, subject } = held;
  // What was critical and got a little better is not told again when it gets worse once more.
  const severity = known?.severity === 'critical' ? 'critical' : held.severity;
  const announcedAt = isTold || known === undefined ? now : known.announcedAt;
  return { event, database, subject, severity, since: known?.since ?? now, announcedAt, seenAt: now };
}

function recovery(
  { message, database, subject }: Observation,
  known: Condition,
  now: Date,
): NotificationDraft {
  return {
    event: 'recovered',
    severity: 'info',
    database,
    subject,
    message,
    hint: '',
    code: undefined,
    since: known.since,
    at: now,
    reminder: false,
    recoveredFrom: known.event,
  };
}
