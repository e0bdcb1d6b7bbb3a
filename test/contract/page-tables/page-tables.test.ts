import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { FilesystemPageTables } from '../../../src/adapters/outbound/page-tables/filesystem-page-tables.ts';
import { InMemoryPageTables } from '../../../src/adapters/outbound/page-tables/in-memory-page-tables.ts';
import { PageTableWriter } from '../../../src/adapters/outbound/sqlite-file/page-table-file.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { describePageTables } from './page-tables.contract.ts';

describePageTables('FilesystemPageTables', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'staging'));
  let count = 0;
  return {
    pageTables: new FilesystemPageTables(join(folder, 'state')),
    stage: async (facts) => {
      const writer = await PageTableWriter.create(join(folder, 'staging', String((count += 1))));
      writer.append(Buffer.alloc(320, count));
      await writer.finish(facts);
      return writer.path;
    },
    damage: async (path, how) => {
      const bytes = await readFile(path);
      if (how === 'cut off') return truncate(path, bytes.length - 40);
      bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
      return writeFile(path, bytes);
    },
    dispose: () => removeFolder(folder),
  };
});

describePageTables('InMemoryPageTables', async () => {
  const disk = new InMemoryDisk();
  let count = 0;
  return Promise.resolve({
    pageTables: new InMemoryPageTables(disk),
    stage: async (facts) => {
      const path = `/staging/${String((count += 1))}`;
      disk.write(path, JSON.stringify({ ...facts, pages: [] }));
      return Promise.resolve(path);
    },
    damage: async (path) => {
      disk.write(path, 'damaged');
      return Promise.resolve();
    },
    dispose: async () => Promise.resolve(),
  });
});
