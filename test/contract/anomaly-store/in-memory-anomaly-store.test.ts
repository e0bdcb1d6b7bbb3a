import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { describeAnomalyStore } from './anomaly-store.contract.ts';

const pathOf = (database: string): string => `/backup/.state/anomalies/${database}.json`;

describeAnomalyStore('InMemoryAnomalyStore', async () => {
  const disk = new InMemoryDisk();
  return {
    createStore: () => new InMemoryAnomalyStore(disk),
    damage: async (database, content) => disk.write(pathOf(database), content),
    content: async (database) => new TextDecoder().decode(disk.read(pathOf(database))),
    refuseWrites: async () => {
      disk.readOnly = true;
    },
    dispose: async () => {},
  };
});
