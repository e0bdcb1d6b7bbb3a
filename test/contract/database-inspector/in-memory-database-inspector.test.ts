import { InMemoryDatabaseInspector } from '../../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { QueryAnswer } from '../../../src/domain/verification/drill-assertion.ts';
import { SQLITE_MAGIC, type SourceKind } from '../../support/database-fixtures.ts';
import { describeBrowsing, type BrowserSubject } from './browsing.contract.ts';
import { describeDatabaseInspector, QUERIES, type InspectorSubject } from './database-inspector.contract.ts';

const CONTENTS: Partial<Record<SourceKind, string>> = {
  sound: `${SQLITE_MAGIC}content`,
  'custom-collation': `${SQLITE_MAGIC}content`,
  damaged: 'SQLite\0no more',
  empty: '',
  text: 'id,body',
  random: '\u0001\u0002\u0003',
};

/** What the queries of the contract are answered by a database. */
const ANSWERS: readonly (readonly [sql: string, answer: QueryAnswer | 'never'])[] = [
  [QUERIES.firstOfSeveral, { outcome: 'answered', value: 200 }],
  [QUERIES.noRow, { outcome: 'no_row' }],
  [QUERIES.unknownTable, { outcome: 'failed', reason: 'no such table: lost' }],
  [QUERIES.write, { outcome: 'inconclusive', reason: 'attempt to write a readonly database' }],
  [QUERIES.mistake, { outcome: 'inconclusive', reason: 'near "SELEKT": syntax error' }],
  [QUERIES.endless, 'never'],
];

async function create(): Promise<InspectorSubject> {
  const disk = new InMemoryDisk();
  const inspector = new InMemoryDatabaseInspector(disk);
  for (const [sql, answer] of ANSWERS) inspector.answers.set(sql, answer);
  return {
    inspector,
    database: async (kind) => {
      const content = CONTENTS[kind];
      if (content !== undefined) disk.write('/scratch', content);
      if (kind === 'custom-collation') inspector.inconclusive = 'no such collation sequence: house';
      return '/scratch';
    },
    fingerprint: async (path) => ({ bytes: disk.sha256(path), names: disk.paths() }),
    dispose: async () => {},
  };
}

describeDatabaseInspector('InMemoryDatabaseInspector', create, {
  lacks: [
    ...(['wal-header', 'full-text', 'r-tree', 'damaged-full-text'] as const),
    ...(['violated-foreign-key', 'encrypted', 'table-less'] as const),
  ],
  hasModules: false,
  evaluates: false,
});

async function createForBrowsing(): Promise<BrowserSubject> {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    inspector: new InMemoryDatabaseInspector(disk),
    database: async (tables) => {
      disk.write('/scratch', databaseOfTables(tables));
      return Promise.resolve('/scratch');
    },
    file: async (content) => {
      if (content !== undefined) disk.write('/scratch', content);
      return Promise.resolve('/scratch');
    },
    fingerprint: async () => Promise.resolve({ bytes: disk.sha256('/scratch'), names: disk.paths() }),
    dispose: async () => Promise.resolve(),
  });
}

describeBrowsing('InMemoryDatabaseInspector', createForBrowsing, { engine: 'sqljs' });
