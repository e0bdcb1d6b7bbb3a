import { InMemoryDatabaseRestorer } from '../../../src/adapters/outbound/database-restorer/in-memory-database-restorer.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { describeDatabaseRestorer } from './database-restorer.contract.ts';

describeDatabaseRestorer('InMemoryDatabaseRestorer', async () => {
  const disk = new InMemoryDisk();
  const restorer = new InMemoryDatabaseRestorer(disk);
  const targetPath = '/data/app.db';
  return {
    restorer,
    targetPath,
    write: async (path, content) => disk.write(path, content),
    read: async (path) => {
      const bytes = disk.read(path);
      return bytes && new TextDecoder().decode(bytes);
    },
    files: async () => disk.paths('/data/'),
    leftover: () => new InMemoryDatabaseRestorer(disk).prepare(targetPath, { overwrite: true }),
    dispose: async () => {},
  };
});
