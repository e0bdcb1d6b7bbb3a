import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { describeBackupStore } from './backup-store.contract.ts';

describeBackupStore('InMemoryBackupStore', () => {
  const disk = new InMemoryDisk();
  let staged = 0;
  const read = (path: string) => {
    const bytes = disk.read(path);
    return Promise.resolve(bytes && new TextDecoder().decode(bytes));
  };
  const makeReadOnly = () => {
    disk.readOnly = true;
    return Promise.resolve();
  };
  return Promise.resolve({
    createStore: () => new InMemoryBackupStore(disk),
    stage: (content) => {
      staged += 1;
      disk.write(`/backup/.state/staging/${staged}`, content);
      return Promise.resolve(`/backup/.state/staging/${staged}`);
    },
    has: (path) => Promise.resolve(disk.has(path)),
    read,
    write: async (path, content) => disk.write(path, content),
    remove: (path) => {
      disk.remove(path);
      return Promise.resolve();
    },
    files: () => Promise.resolve(disk.paths('/backup/').filter((path) => !path.includes('/.state/'))),
    refuseWrites: makeReadOnly,
    refuseRemoval: makeReadOnly,
    dispose: () => Promise.resolve(),
  });
});
