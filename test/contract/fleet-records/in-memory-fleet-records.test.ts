import { InMemoryFleetRecords } from '../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { describeFleetRecords } from './fleet-records.contract.ts';

describeFleetRecords('InMemoryFleetRecords', async () => {
  const records = new InMemoryFleetRecords();
  return Promise.resolve({
    records,
    storeTime: () => records.clock(),
    damage: async (host: string) => {
      records.damage(host);
      return Promise.resolve();
    },
    putOther: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
  });
});
