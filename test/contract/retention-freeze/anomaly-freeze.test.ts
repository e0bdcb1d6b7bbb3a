import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { AnomalyPause } from '../../../src/application/anomalies/anomaly-pause.ts';
import { describeRetentionFreeze } from './retention-freeze.contract.ts';

describeRetentionFreeze('AnomalyPause', () => {
  const disk = new InMemoryDisk();
  const store = new InMemoryAnomalyStore(disk);
  return {
    freeze: new AnomalyPause(store),
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
