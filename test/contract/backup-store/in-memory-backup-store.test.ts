import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { keyOf } from '../../support/in-memory-product.ts';
import { describeBackupStore } from './backup-store.contract.ts';

describeBackupStore('InMemoryBackupStore', () => {
  const disk = new InMemoryDisk();
  let staged = 0;
  const read = (name: string) => {
    const bytes = disk.read(keyOf({ filename: name }));
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
    isStaged: (path) => Promise.resolve(disk.has(path)),
    read,
    write: async (name, content) => disk.write(keyOf({ filename: name }), content),
    remove: (name) => {
      disk.remove(keyOf({ filename: name }));
      return Promise.resolve();
    },
    files: async () =>
      disk
        .paths('/backup/')
        .map((key) => key.slice('/backup/'.length))
        .filter((name) => !name.includes('/')),
    refuseWrites: makeReadOnly,
    refuseRemoval: makeReadOnly,
    dispose: () => Promise.resolve(),
  });
});
