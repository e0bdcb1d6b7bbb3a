import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryRawCopier } from '../../../src/adapters/outbound/raw-copier/in-memory-raw-copier.ts';
import { rawCopierContract } from './raw-copier.contract.ts';

rawCopierContract('InMemoryRawCopier', () => {
  const disk = new InMemoryDisk();
  return {
    copier: new InMemoryRawCopier(disk),
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
