import { z } from 'zod';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../../../domain/notification/notification.ts';
import type {
  ChannelRecord,
  Delivery,
  NotificationState,
} from '../../../domain/notification/notification-state.ts';
import type { Condition } from '../../../domain/notification/condition.ts';

/** Version of the document's form. */
const FORMAT = 1;

const date = z.iso.datetime().transform((text) => new Date(text));
const optionalText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);
const optionalDate = z.union([date, z.null().transform(() => undefined)]);
const conditionEvent = z.enum(ALERT_EVENTS).exclude(['recovered']);

const condition = z
  .object({
    event: conditionEvent,
    database: optionalText,
    subject: optionalText,
    severity: z.enum(['warning', 'critical']),
    since: date,
    announced_at: date,
    seen_at: date,
  })
  .transform(({ announced_at: announcedAt, seen_at: seenAt, ...rest }): Condition => ({
    ...rest,
    announcedAt,
    seenAt,
  }));

const delivery = z
  .object({
    channel: z.string(),
    rounds: z.int().nonnegative(),
    not_before: date,
    notification: z.object({
      id: z.string(),
      event: z.enum([...ALERT_EVENTS, ...HEARTBEAT_EVENTS, 'test']),
      severity: z.enum(['info', 'warning', 'critical']),
      database: optionalText,
      subject: optionalText,
      message: z.string(),
      hint: z.string(),
      code: optionalText,
      since: date,
      at: date,
      reminder: z.boolean(),
      recovered_from: conditionEvent.nullable().transform((event) => event ?? undefined),
    }),
  })
  .transform(({ channel, rounds, not_before: notBefore, notification }): Delivery => {
    const { recovered_from: recoveredFrom, ...rest } = notification;
    return { channel, rounds, notBefore, notification: { ...rest, recoveredFrom } };
  });

const channelRecord = z
  .object({
    channel: z.string(),
    last_attempt_at: date,
    last_delivered_at: optionalDate,
    failing_since: optionalDate,
    failures: z.int().nonnegative(),
    problem: z.string(),
  })
  .transform((one): ChannelRecord => ({
    channel: one.channel,
    lastAttemptAt: one.last_attempt_at,
    lastDeliveredAt: one.last_delivered_at,
    failingSince: one.failing_since,
    failures: one.failures,
    problem: one.problem,
  }));

const stateDocument = z
  .object({
    format: z.literal(FORMAT),
    conditions: z.array(condition),
    outbox: z.array(delivery),
    channels: z.array(channelRecord),
  })
  .transform(({ conditions, outbox, channels }): NotificationState => ({ conditions, outbox, channels }));

/** The record as it is written, snake_case JSON. */
export function formatNotificationState({ conditions, outbox, channels }: NotificationState): string {
  const document = {
    format: FORMAT,
    conditions: conditions.map(({ announcedAt, seenAt, ...one }) => ({
      ...one,
      database: one.database ?? null,
      subject: one.subject ?? null,
      announced_at: announcedAt,
      seen_at: seenAt,
    })),
    outbox: outbox.map(({ channel, rounds, notBefore, notification }) => {
      const { recoveredFrom, database, subject, code, ...rest } = notification;
      const told = { ...rest, database: database ?? null, subject: subject ?? null, code: code ?? null };
      const recovered = recoveredFrom ?? null;
      return {
        channel,
        rounds,
        not_before: notBefore,
        notification: { ...told, recovered_from: recovered },
      };
    }),
    channels: channels.map((one) => ({
      channel: one.channel,
      last_attempt_at: one.lastAttemptAt,
      last_delivered_at: one.lastDeliveredAt ?? null,
      failing_since: one.failingSince ?? null,
      failures: one.failures,
      problem: one.problem,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Reads a record back; `undefined` when that is not possible. */
export function parseNotificationState(text: string): NotificationState | undefined {
  try {
    return stateDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
