import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { NotificationRecord } from '../../../src/application/ports/notification-record.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import {
  EMPTY_NOTIFICATION_STATE,
  type NotificationState,
} from '../../../src/domain/notification/notification-state.ts';
import { conditionWith, NOON, notificationWith } from '../../support/notifications.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface NotificationRecordSubject {
  /** Records of the same directory at each call. */
  createRecord(): NotificationRecord;
  /** Puts something else where the record is. */
  damage(content: string): Promise<void>;
  /** Makes every later write fail. */
  refuseWrites(): Promise<void>;
  dispose(): Promise<void>;
}

const EVERYTHING: NotificationState = {
  conditions: [
    conditionWith(),
    conditionWith({ event: 'disk_low', database: undefined, subject: undefined, severity: 'warning' }),
  ],
  outbox: [
    { channel: 'ops', notification: notificationWith(), rounds: 3, notBefore: NOON },
    {
      channel: 'mail',
      notification: notificationWith({
        event: 'recovered',
        severity: 'info',
        recoveredFrom: 'overdue',
        database: undefined,
        subject: undefined,
        code: undefined,
      }),
      rounds: 0,
      notBefore: NOON,
    },
  ],
  channels: [
    {
      channel: 'ops',
      lastAttemptAt: NOON,
      lastDeliveredAt: undefined,
      failingSince: NOON,
      failures: 2,
      problem: 'répondu 503\n',
    },
    {
      channel: 'mail',
      lastAttemptAt: NOON,
      lastDeliveredAt: NOON,
      failingSince: undefined,
      failures: 0,
      problem: '',
    },
  ],
};

/** A running system cannot show that the record is durable. */
export function describeNotificationRecord(
  name: string,
  create: () => Promise<NotificationRecordSubject>,
): void {
  describe(`${name} is a NotificationRecord`, () => {
    let subject: NotificationRecordSubject;
    let record: NotificationRecord;

    beforeEach(async () => {
      subject = await create();
      record = subject.createRecord();
    });

    afterEach(() => subject.dispose());

    it('reads a missing record as empty', async () => {
      expect(await record.read()).to.deep.equal(EMPTY_NOTIFICATION_STATE);
    });

    it('shares the state between all records of the directory', async () => {
      await record.update(() => EVERYTHING);
      expect(await subject.createRecord().read()).to.deep.equal(EVERYTHING);
    });

    it('passes the recorded state to an update', async () => {
      await record.update(() => EVERYTHING);
      await subject.createRecord().update((state) => ({ ...state, conditions: [] }));
      expect(await record.read()).to.deep.equal({ ...EVERYTHING, conditions: [] });
    });

    it('applies concurrent updates in turn, without losing one', async () => {
      const records = [record, subject.createRecord(), subject.createRecord()];
      const databases = Array.from({ length: 12 }, (_, index) => `db${String(index)}`);
      await Promise.all(
        databases.map((database, index) =>
          (records[index % records.length] ?? record).update((state) => ({
            ...state,
            conditions: [...state.conditions, conditionWith({ database })],
          })),
        ),
      );
      const found = (await record.read()).conditions.map(({ database }) => database);
      expect(found).to.have.members(databases);
    });

    for (const content of [
      '',
      'garbage',
      'null',
      '[]',
      '{}',
      '{"format":2}',
      '{"format":1,"conditions":[]}',
    ]) {
      it(`reads a damaged record as empty: ${content}`, async () => {
        await record.update(() => EVERYTHING);
        await subject.damage(content);
        expect(await record.read()).to.deep.equal(EMPTY_NOTIFICATION_STATE);
        await record.update((state) => ({ ...state, channels: EVERYTHING.channels }));
        expect((await record.read()).channels).to.deep.equal(EVERYTHING.channels);
      });
    }

    it('keeps the old state when a write fails', async () => {
      await record.update(() => EVERYTHING);
      await subject.refuseWrites();
      const error = await rejectionOf(record.update(() => EMPTY_NOTIFICATION_STATE));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).to.match(/\w/);
      expect(await record.read()).to.deep.equal(EVERYTHING);
    });
  });
}
