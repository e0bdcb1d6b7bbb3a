import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { describeBackupStore } from './backup-store.contract.ts';
import { createObjectStorageSubject } from './object-storage-subject.ts';

describeBackupStore(
  'ObjectBackupStore in memory',
  () => {
    const storage = new InMemoryObjectStorage();
    return createObjectStorageSubject(storage, {
      refuseWrites: async () => {
        storage.faults.refuseWrites = true;
      },
      refuseRemoval: async () => {
        storage.faults.refuseRemoval = true;
      },
      dispose: () => storage.close(),
    });
  },
  { commit: 'manifest', failure: StoreException },
);
