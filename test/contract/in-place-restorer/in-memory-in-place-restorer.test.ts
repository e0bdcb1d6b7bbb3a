import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { InMemoryInPlaceRestorer } from '../../../src/adapters/outbound/in-place-restorer/in-memory-in-place-restorer.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { describeInPlaceRestorer, type OldTarget } from './in-place-restorer.contract.ts';

const FOLDER = '/data/';
const target = `${FOLDER}app.db`;

describeInPlaceRestorer('InMemoryInPlaceRestorer', async (old: OldTarget) => {
  const disk = new InMemoryDisk();
  const restorer = new InMemoryInPlaceRestorer(disk);
  if (old === 'garbage') disk.write(target, 'garbage');
  else if (old !== 'nothing') disk.write(target, `${SQLITE_MAGIC}old`);
  if (old === 'WAL mode, another page size') {
    restorer.usesWal = true;
    restorer.pageSize = 8192;
    disk.write(`${target}-wal`, 'rows');
  }
  const prepare = async () => {
    const path = `${FOLDER}.prepared`;
    disk.write(path, `${SQLITE_MAGIC}new`);
    return { path, sha256: disk.sha256(path) ?? '' };
  };
  return {
    restorer,
    target,
    prepare,
    content: async () => {
      const bytes = disk.read(target);
      return bytes ? new TextDecoder().decode(bytes).replace(SQLITE_MAGIC, '') : 'nothing';
    },
    files: async () => disk.paths(FOLDER).map((path) => path.slice(FOLDER.length)),
    startWriter: async () => {
      const holder = { pid: 4711, command: 'python3', lock: 'write' } as const;
      restorer.holders = [holder];
      return holder;
    },
    killReplacement: async (method, when) => {
      restorer.killNext = `${when} the swap`;
      const { path, sha256 } = await prepare();
      const { signal } = new AbortController();
      await rejectionOf(
        restorer.replace(path, target, {
          method,
          databaseSha256: sha256,
          busyTimeoutMs: 0,
          signal,
          onReady: () => Promise.resolve(),
        }),
      );
    },
    dispose: async () => {},
  };
});
