import { InMemoryDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/in-memory-database-browser.ts';
import { InMemoryRowCounter } from '../../../src/adapters/outbound/row-counter/in-memory-row-counter.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { describeDatabaseCensus, type CensusSubject } from './row-counter.contract.ts';

const PATH = '/app.db';

async function create(): Promise<CensusSubject> {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    census: new InMemoryRowCounter(disk),
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

describeDatabaseCensus('InMemoryRowCounter', create);
