import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryQuarantine } from '../../../src/adapters/outbound/quarantine/in-memory-quarantine.ts';
import { describeQuarantine } from './quarantine.contract.ts';
import { describeRawCopies } from './raw-copy.contract.ts';

describeQuarantine('InMemoryQuarantine', async () => {
  const disk = new InMemoryDisk();
  return {
    quarantine: new InMemoryQuarantine(disk),
    read: async (path) => {
      const bytes = disk.read(path);
      return bytes && new TextDecoder().decode(bytes);
    },
    refuseWrites: async () => {
      disk.readOnly = true;
    },
    stage: async (content) => {
      disk.write('/backup/.state/staging/one', content);
      return '/backup/.state/staging/one';
    },
    addFile: async (filename) => disk.write(`/backup/.state/quarantine/${filename}`, 'x'),
    remove: async (path) => void disk.remove(path),
    exists: async (path) => disk.has(path),
    refuseRemoval: async () => {
      disk.readOnly = true;
    },
    dispose: async () => {},
  };
});

describeRawCopies('InMemoryQuarantine', () => {
  const disk = new InMemoryDisk();
  return {
    copier: new InMemoryQuarantine(disk),
    databasePath: '/data/app.db',
    write: (path, content) => {
      disk.write(path, content);
    },
    read: (path) => {
      const bytes = disk.read(path);
      return bytes && Buffer.from(bytes).toString();
    },
    quarantined: () => disk.paths('/backup/.state/quarantine/'),
    refuseWrites: () => {
      disk.readOnly = true;
    },
    remove: () => undefined,
  };
});
