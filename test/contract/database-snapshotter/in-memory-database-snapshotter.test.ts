import { InMemoryDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/in-memory-database-snapshotter.ts';
import { applyDelta } from '../../../src/adapters/outbound/in-memory-disk/in-memory-delta.ts';
import { readInMemoryTable } from '../../../src/adapters/outbound/in-memory-disk/in-memory-page-table.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC, type SourceKind } from '../../support/database-fixtures.ts';
import { describeChanges } from './changes.contract.ts';
import { describeDatabaseSnapshotter, type SnapshotterSubject } from './database-snapshotter.contract.ts';

const CONTENTS: Partial<Record<SourceKind, string>> = {
  sound: `${SQLITE_MAGIC}${'content'.repeat(3000)}`,
  damaged: `${SQLITE_MAGIC}damage`,
  'custom-collation': `${SQLITE_MAGIC}collation`,
  empty: '',
  text: 'id,body',
  random: '\u0001\u0002\u0003',
};

async function create(): Promise<SnapshotterSubject> {
  const disk = new InMemoryDisk();
  const snapshotter = new InMemoryDatabaseSnapshotter(disk);
  const destinationPath = '/staging/artifact';
  const read = (path: string): Uint8Array => disk.read(path) ?? new Uint8Array();
  return {
    snapshotter,
    destinationPath,
    source: async (kind) => {
      const content = CONTENTS[kind];
      if (content !== undefined) disk.write('/app.db', content);
      if (kind === 'damaged') snapshotter.sourceCheck = { result: 'failed', detail: 'page 5 is bad' };
      if (kind === 'custom-collation') {
        snapshotter.sourceCheck = { result: 'inconclusive', detail: 'no such collation sequence: house' };
      }
      return '/app.db';
    },
    expectedContent: async (path) => read(path),
    contentOf: async (image) => image,
    changeOwner: async () => {
      snapshotter.sourceOwner = { uid: 54_321, gid: 54_322, mode: 0o640 };
      return snapshotter.sourceOwner;
    },
    fingerprint: async (path) => disk.sha256(path),
    readArtifact: async () => ({ stored: read(destinationPath), image: read(destinationPath) }),
    decrypted: async () => read(destinationPath),
    change: async (path, what) => {
      const bytes = read(path);
      bytes.fill(
        what === 'row' ? 0x61 : Math.floor(Math.random() * 26) + 0x62,
        what === 'row' ? bytes.length - 5 : 20,
      );
      disk.write(path, bytes);
    },
    removeSource: async () => {
      disk.remove('/app.db');
    },
    applied: async (image, delta) => applyDelta(image, delta),
    keepTable: async (tablePath) => {
      const path = `/kept/${String(disk.paths('/kept/').length)}`;
      disk.rename(tablePath, path);
      const table = readInMemoryTable(disk, path);
      if (table === undefined) throw new TypeError('no page table');
      return { path, ...table };
    },
    clear: async () => {
      for (const path of disk.paths('/staging/')) disk.remove(path);
    },
    leftovers: async () => disk.paths('/staging/'),
    workers: () => [],
    fillDisk: async () => {
      disk.capacityBytes = disk.usedBytes;
      return true;
    },
    dispose: async () => {},
  };
}

describeDatabaseSnapshotter('InMemoryDatabaseSnapshotter', create, {
  lacks: ['large', 'directory', 'encrypted', 'table-less'],
});

describeChanges('InMemoryDatabaseSnapshotter', create);
