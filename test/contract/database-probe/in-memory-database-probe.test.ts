import { InMemoryDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryDatabaseProbe } from '../../../src/adapters/outbound/database-probe/in-memory-database-probe.ts';
import { InMemoryDatabaseSnapshotter } from '../../../src/adapters/outbound/database-snapshotter/in-memory-database-snapshotter.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { SQLITE_MAGIC, type SourceKind } from '../../support/database-fixtures.ts';
import { describeDatabaseProbe, type ProbeSubject } from './database-probe.contract.ts';
import { describeRowCount, type RowCountSubject } from './row-count.contract.ts';

const CONTENTS: Partial<Record<SourceKind, string>> = {
  sound: `${SQLITE_MAGIC}content`,
  empty: '',
  text: 'id,body',
  random: '\u0001\u0002\u0003',
};

async function create(): Promise<ProbeSubject> {
  const disk = new InMemoryDisk();
  const snapshotter = new InMemoryDatabaseSnapshotter(disk);
  return {
    probe: new InMemoryDatabaseProbe(disk),
    source: async (kind) => {
      const content = CONTENTS[kind];
      if (content !== undefined) disk.write('/app.db', content);
      return '/app.db';
    },
    sizeBytes: async (path) => disk.sizeBytes(path) ?? 0,
    fingerprint: async (path) => disk.sha256(path),
    capture: (sourcePath) =>
      snapshotter.capture(
        {
          sourcePath,
          destinationPath: '/artifact',
          compression: 'none',
          compressionLevel: undefined,
          sourceCheck: 'none',
          busyTimeoutMs: 0,
          maxStoredBytes: 1024,
          maxWalGrowthBytes: 1024 ** 3,
        },
        { signal: new AbortController().signal },
      ),
    dispose: async () => {},
  };
}

describeDatabaseProbe('InMemoryDatabaseProbe', create, {
  engine: 'native',
  lacks: ['directory', 'encrypted', 'table-less'],
});

async function createForRows(): Promise<RowCountSubject> {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    probe: new InMemoryDatabaseProbe(disk),
    inspector: new InMemoryDatabaseInspector(disk),
    source: async (tables) => {
      disk.write('/app.db', databaseOfTables(tables));
      return Promise.resolve('/app.db');
    },
    file: async (content) => {
      if (content !== undefined) disk.write('/app.db', content);
      return Promise.resolve('/app.db');
    },
    fingerprint: async () => Promise.resolve(disk.sha256('/app.db')),
    dispose: async () => Promise.resolve(),
  });
}

describeRowCount('InMemoryDatabaseProbe', createForRows);
