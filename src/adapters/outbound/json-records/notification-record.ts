import { z } from 'zod';
import type { NotificationRecord } from '../../../application/ports/notification-record.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import type { Condition } from '../../../domain/notification/condition.ts';
import {
  type ChannelRecord,
  type Delivery,
  type NotificationState,
  EMPTY_NOTIFICATION_STATE,
} from '../../../domain/notification/notification-state.ts';
import { ALERT_EVENTS, HEARTBEAT_EVENTS } from '../../../domain/notification/notification.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { directoryException } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { withLockDirectory } from '../files/lock-directory.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { WRITE_AT_ONCE, readSmallFile } from '../files/read-small-file.ts';
import { stateLayout } from '../files/state-layout.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';

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
function formatNotificationState({ conditions, outbox, channels }: NotificationState): string {
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
      const fields = { ...rest, database: database ?? null, subject: subject ?? null, code: code ?? null };
      const recovered = recoveredFrom ?? null;
      return {
        channel,
        rounds,
        not_before: notBefore,
        notification: { ...fields, recovered_from: recovered },
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

/** Parses a record; `undefined` when it is unreadable. */
function parseNotificationState(text: string): NotificationState | undefined {
  try {
    return stateDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** An update takes milliseconds. Longer than the time after which a dead owner's lock in another container is stale. */
const WAIT_MS = 20_000;

/** `.state/notifications.json` of the state directory. */
export class FilesystemNotificationRecord implements NotificationRecord {
  readonly #folder: string;
  readonly #path: string;

  constructor(stateDirectory: string) {
    ({ directory: this.#folder, notifications: this.#path } = stateLayout(stateDirectory));
  }

  async read(): Promise<NotificationState> {
    const text = await readSmallFile(this.#path).catch(() => '');
    return parseNotificationState(text) ?? EMPTY_NOTIFICATION_STATE;
  }

  async update(change: (state: NotificationState) => NotificationState): Promise<void> {
    const claim = { database: '', operation: 'notify', mechanism: 'lock-file' } as const;
    try {
      await makeDirectory(this.#folder);
      await withLockDirectory(`${this.#path}.lock`, claim, WAIT_MS, async () => {
        const text = formatNotificationState(change(await this.read()));
        // A fixed name: the owner of the lock overwrites what a dead one left.
        await writeAtomically(this.#path, text, `${this.#path}.new`, WRITE_AT_ONCE);
        await syncDirectory(this.#folder);
      });
    } catch (error) {
      throw error instanceof OperationInProgressException
        ? this.#locked(error)
        : directoryException(error, this.#path);
    }
  }

  #locked(cause: Error): BackupDirectoryException {
    return new BackupDirectoryException(`another process holds the lock of ${this.#path}`, {
      hint: `If no backup-manager runs, remove ${this.#path}.lock.`,
      details: { path: this.#path },
      cause,
    });
  }
}

/** The record as a file on an in-memory disk, so that a test can damage it. */
export class InMemoryNotificationRecord implements NotificationRecord {
  readonly #disk: InMemoryDisk;
  readonly #path: string;

  constructor(disk: InMemoryDisk, stateDirectory = '/backup/.state') {
    this.#disk = disk;
    this.#path = stateLayout(stateDirectory).notifications;
  }

  async read(): Promise<NotificationState> {
    return Promise.resolve(this.#state());
  }

  async update(change: (state: NotificationState) => NotificationState): Promise<void> {
    this.#disk.write(this.#path, formatNotificationState(change(this.#state())));
    return Promise.resolve();
  }

  #state(): NotificationState {
    const bytes = this.#disk.read(this.#path);
    if (bytes === undefined) return EMPTY_NOTIFICATION_STATE;
    return parseNotificationState(new TextDecoder().decode(bytes)) ?? EMPTY_NOTIFICATION_STATE;
  }
}
