import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesystemDatabaseRestorer } from '../../../src/adapters/outbound/database-restorer/filesystem-database-restorer.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import { FaultProcess } from '../../support/fault-process.ts';
import { describeDatabaseRestorer } from './database-restorer.contract.ts';

describeDatabaseRestorer('FilesystemDatabaseRestorer', async () => {
  const folder = await makeFolder();
  const targetPath = join(folder, 'app.db');
  return {
    restorer: new FilesystemDatabaseRestorer(),
    targetPath,
    write: (path, content) => writeFile(path, content),
    read: (path) => readFile(path, 'utf8').catch(() => undefined),
    files: async () => (await readdir(folder)).sort().map((name) => join(folder, name)),
    leftover: async () => {
      const dying = new FaultProcess('fault-dead-restore.ts', [targetPath]);
      const path = await dying.line();
      await dying.kill();
      return path;
    },
    dispose: () => removeFolder(folder),
  };
});
