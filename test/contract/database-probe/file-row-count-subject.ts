import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import type { DatabaseProbe } from '../../../src/application/ports/database-probe.ts';
import { makeFolder, removeFolder, sourceFingerprint } from '../../support/database-fixtures.ts';
import { writeTables } from '../../support/write-tables.ts';
import type { RowCountSubject } from './row-count.contract.ts';

export interface FileRowCountSubject extends RowCountSubject {
  readonly sourcePath: string;
}

/** A subject whose sources are files. */
export async function fileRowCountSubject(
  probe: DatabaseProbe,
  inspector: DatabaseInspector,
): Promise<FileRowCountSubject> {
  const folder = await makeFolder();
  const sourcePath = join(folder, 'app.db');
  return {
    probe,
    inspector,
    sourcePath,
    source: async (tables) => Promise.resolve(writeTables(sourcePath, tables)),
    file: async (content) => {
      if (content !== undefined) await writeFile(sourcePath, content);
      return sourcePath;
    },
    fingerprint: (path) => sourceFingerprint(path),
    dispose: () => removeFolder(folder),
  };
}
