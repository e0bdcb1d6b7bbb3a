import { isSameCondition, type Condition, type Observation } from './condition.ts';
import type { Notification } from './notification.ts';
import { DAY_MS, HOUR_MS } from '../units.ts';

/** Half an hour short of a day: a nightly run that fails a little earlier than yesterday still reminds. */
const REMINDER_AFTER_MS = 23.5 * HOUR_MS;
/** Not observed for this long (removed database or backup): it is dropped silently. */
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;
const MAX_CONDITIONS = 1000;

export type NotificationDraft = Omit<Notification, 'id'>;

export interface Decision {
  readonly conditions: readonly Condition[];
  /** In the order of the observations. */
  readonly due: readonly NotificationDraft[];
}

/**
 * The due notifications: one when a condition starts, one when it gets worse, a reminder at most once a day
 * while it lasts, one `recovered` when it ends.
 * @param conditions the announced ones
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
      const draft = draftOf(observation, known, now);
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

function draftOf(
  active: ActiveCondition,
  known: Condition | undefined,
  now: Date,
): NotificationDraft | undefined {
  const { event, database, subject, severity, message, hint, code } = active;
  const facts = { event, database, subject, severity, message, hint, code, recoveredFrom: undefined };
  if (known === undefined) return { ...facts, since: now, at: now, reminder: false };
  const isWorse = severity === 'critical' && known.severity === 'warning';
  // A clock that was set back must not silence reminders until it has caught up.
  const isLate = Math.abs(now.getTime() - known.announcedAt.getTime()) >= REMINDER_AFTER_MS;
  return isWorse || isLate ? { ...facts, since: known.since, at: now, reminder: !isWorse } : undefined;
}

function remembered(
  active: ActiveCondition,
  known: Condition | undefined,
  isAnnounced: boolean,
  now: Date,
): Condition {
  const { event, database, subject } = active;
  // A critical condition that improves and gets worse again is not announced again.
  const severity = known?.severity === 'critical' ? 'critical' : active.severity;
  const announcedAt = isAnnounced || known === undefined ? now : known.announcedAt;
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
