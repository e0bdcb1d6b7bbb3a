import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryNotificationRecord } from '../../../src/adapters/outbound/json-records/notification-record.ts';
import { describeNotificationRecord } from './notification-record.contract.ts';

describeNotificationRecord('InMemoryNotificationRecord', async () => {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    createRecord: () => new InMemoryNotificationRecord(disk),
    damage: async (content: string) => {
      disk.write('/backup/.state/notifications.json', content);
      return Promise.resolve();
    },
    refuseWrites: async () => {
      disk.readOnly = true;
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  });
});
