import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/anomaly-store/in-memory-anomaly-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { AnomalyFreeze } from '../../../src/application/anomalies/anomaly-freeze.ts';
import { describeRetentionFreeze } from './retention-freeze.contract.ts';

describeRetentionFreeze('AnomalyFreeze', () => {
  const disk = new InMemoryDisk();
  const store = new InMemoryAnomalyStore(disk);
  return {
    freeze: new AnomalyFreeze(store),
    makeSuspicious: (database) =>
      store.write(database, {
        anomalies: [{ kind: 'source_damaged', since: new Date(0), detail: 'a page is damaged' }],
      }),
    makeUnreadable: (database) => {
      disk.write(`/backup/.state/anomalies/${database}.json`, 'torn');
      return Promise.resolve();
    },
  };
});
