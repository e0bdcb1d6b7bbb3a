import { InMemoryDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/in-memory-database-browser.ts';
import { InMemoryDatabaseCensus } from '../../../src/adapters/outbound/database-census/in-memory-database-census.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-tables.ts';
import { describeDatabaseCensus, type CensusSubject } from './database-census.contract.ts';

const PATH = '/app.db';

async function create(): Promise<CensusSubject> {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    census: new InMemoryDatabaseCensus(disk),
    browser: new InMemoryDatabaseBrowser(disk),
    source: async (tables) => {
      disk.write(PATH, databaseOfTables(tables));
      return Promise.resolve(PATH);
    },
    file: async (content) => {
      if (content !== undefined) disk.write(PATH, content);
      return Promise.resolve(PATH);
    },
    fingerprint: async () => Promise.resolve(disk.sha256(PATH)),
    dispose: async () => Promise.resolve(),
  });
}

describeDatabaseCensus('InMemoryDatabaseCensus', create);
