import { InMemoryObjectStorage } from '../../../src/adapters/outbound/object-storage/in-memory-object-storage.ts';
import { describeObjectStorage } from './object-storage.contract.ts';

describeObjectStorage('InMemoryObjectStorage', async () => {
  const [storage, neighbour, refused] = [0, 1, 2].map(() => new InMemoryObjectStorage()) as [
    InMemoryObjectStorage,
    InMemoryObjectStorage,
    InMemoryObjectStorage,
  ];
  refused.faults.everything = 'credentials';
  return {
    storage,
    neighbour,
    refused,
    secrets: [],
    leaveUnfinishedUpload: async (which, key, ageMs) => {
      const uploads = which === 'storage' ? storage.unfinishedUploads : neighbour.unfinishedUploads;
      uploads.set(key, new Date(Date.now() - ageMs));
    },
    countUnfinishedUploads: async () => storage.unfinishedUploads.size + neighbour.unfinishedUploads.size,
    dispose: () => storage.close(),
  };
});
