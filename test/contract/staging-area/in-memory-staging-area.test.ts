import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryStagingArea } from '../../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import { describeStagingArea } from './staging-area.contract.ts';

describeStagingArea('InMemoryStagingArea', async () => {
  const disk = new InMemoryDisk();
  return {
    staging: new InMemoryStagingArea(disk),
    store: new InMemoryBackupStore(disk),
    write: async (path, text = 'x') => disk.write(path, text),
    files: async () => disk.paths('/backup/'),
    refuseWrites: async () => {
      disk.readOnly = true;
    },
    dispose: async () => {},
  };
});
