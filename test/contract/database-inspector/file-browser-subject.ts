import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import { makeFolder, removeFolder, sha256 } from '../../support/database-fixtures.ts';
import { writeTables } from '../../support/write-tables.ts';
import type { BrowserSubject } from './browsing.contract.ts';

/** A subject whose databases are files, alone in their folder. */
export async function fileBrowserSubject(inspector: DatabaseInspector): Promise<BrowserSubject> {
  const folder = await makeFolder();
  const path = join(folder, 'scratch.db');
  return {
    inspector,
    database: async (tables) => Promise.resolve(writeTables(path, tables)),
    file: async (content) => {
      if (content !== undefined) await writeFile(path, content);
      return path;
    },
    fingerprint: async () => ({
      bytes: sha256(await readFile(path)),
      names: await readdir(dirname(path)),
    }),
    dispose: () => removeFolder(folder),
  };
}
