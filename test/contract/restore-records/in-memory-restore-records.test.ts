import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryRestoreRecords } from '../../../src/adapters/outbound/json-records/restore-records.ts';
import { restoreRecordsContract } from './restore-records.contract.ts';

restoreRecordsContract('InMemoryRestoreRecords', () => {
  const disk = new InMemoryDisk();
  return {
    records: new InMemoryRestoreRecords(disk),
    another: () => new InMemoryRestoreRecords(disk),
    damage: (database) => {
      disk.write(`/backup/.state/last-restore/${database}.json`, '{"format":1,');
    },
    refuseWrites: () => {
      disk.readOnly = true;
    },
    remove: () => undefined,
  };
});
