import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryDatabaseDiscovery } from '../../../src/adapters/outbound/database-discovery/in-memory-database-discovery.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { describeDatabaseDiscovery } from './database-discovery.contract.ts';

describeDatabaseDiscovery('InMemoryDatabaseDiscovery', () => {
  const disk = new InMemoryDisk();
  const discovery = new InMemoryDatabaseDiscovery(disk);
  const directory = '/data';
  return Promise.resolve({
    discovery,
    directory,
    database: (path) => {
      disk.write(`${directory}/${path}`, `${SQLITE_MAGIC}content`);
      return Promise.resolve();
    },
    file: (path, content) => {
      disk.write(`${directory}/${path}`, content);
      return Promise.resolve();
    },
    link: (path, target) => {
      discovery.links.set(`${directory}/${path}`, `${directory}/${target}`);
      return Promise.resolve();
    },
    dispose: () => Promise.resolve(),
  });
});

describe('InMemoryDatabaseDiscovery', () => {
  it('reports files that may not be read', async () => {
    const disk = new InMemoryDisk();
    disk.write('/data/a.db', SQLITE_MAGIC);
    const discovery = new InMemoryDatabaseDiscovery(disk);
    discovery.unreadable.add('/data/a.db');
    const request = { directory: '/data', glob: '**', excluded: [], maxDepth: 2 };
    const { paths, problems } = await discovery.discover(request, { signal: new AbortController().signal });
    expect([paths.length, problems.length]).to.deep.equal([0, 1]);
  });
});
