import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseBrowser } from '../../../src/application/ports/database-browser.ts';
import type { RowCounter } from '../../../src/application/ports/row-counter.ts';
import { makeFolder, removeFolder, sourceFingerprint } from '../../support/database-fixtures.ts';
import { writeTables } from '../../support/write-tables.ts';
import type { CensusSubject } from './row-counter.contract.ts';

export interface FileCensusSubject extends CensusSubject {
  readonly sourcePath: string;
}

/** A subject whose sources are files. */
export async function fileCensusSubject(
  census: RowCounter,
  browser: DatabaseBrowser,
): Promise<FileCensusSubject> {
  const folder = await makeFolder();
  const sourcePath = join(folder, 'app.db');
  return {
    census,
    browser,
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
