import { InMemoryDatabaseBrowser } from '../../../src/adapters/outbound/database-browser/in-memory-database-browser.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { databaseOfTables } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { describeDatabaseBrowser, type BrowserSubject } from './database-browser.contract.ts';

const PATH = '/scratch';

async function create(): Promise<BrowserSubject> {
  const disk = new InMemoryDisk();
  return Promise.resolve({
    browser: new InMemoryDatabaseBrowser(disk),
    database: async (tables) => {
      disk.write(PATH, databaseOfTables(tables));
      return Promise.resolve(PATH);
    },
    file: async (content) => {
      if (content !== undefined) disk.write(PATH, content);
      return Promise.resolve(PATH);
    },
    fingerprint: async () => Promise.resolve({ bytes: disk.sha256(PATH), names: disk.paths() }),
    dispose: async () => Promise.resolve(),
  });
}

describeDatabaseBrowser('InMemoryDatabaseBrowser', create, { engine: 'sqljs' });
