import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import { buildSource, makeFolder, removeFolder, sha256 } from '../../support/database-fixtures.ts';
import type { InspectorSubject } from './database-inspector.contract.ts';

/** A subject whose databases are files, alone in their folder. */
export async function fileInspectorSubject(inspector: DatabaseInspector): Promise<InspectorSubject> {
  const folder = await makeFolder();
  return {
    inspector,
    database: (kind) => buildSource(kind, join(folder, 'scratch.db')),
    fingerprint: async (path) => ({
      bytes: sha256(await readFile(path)),
      names: await readdir(dirname(path)),
    }),
    dispose: () => removeFolder(folder),
  };
}
