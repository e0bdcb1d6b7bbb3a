import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { fingerprintOf } from '../../../../src/adapters/outbound/sqlite-file/source-fingerprint.ts';
import { makeFolder, removeFolder } from '../../../support/database-fixtures.ts';
import { runPython } from '../../../support/python-sqlite.ts';

/** The process ends without closing the database: log and index stay. */
const COMMIT = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = wal').fetchall()
db.execute('CREATE TABLE IF NOT EXISTS item (name)')
db.execute('INSERT INTO item VALUES (1)')
os._exit(0)
`;

describe('fingerprintOf', () => {
  let folder: string;
  let database: string;

  beforeEach(async () => {
    folder = await makeFolder();
    database = join(folder, 'app.db');
    runPython(COMMIT, database);
  });

  afterEach(() => removeFolder(folder));

  /** There is none for files that were written just now. */
  async function settled(): Promise<string> {
    for (;;) {
      const fingerprint = await fingerprintOf(database);
      if (fingerprint !== undefined) return fingerprint;
    }
  }

  it('stays while nothing is committed, and changes with a commit', async () => {
    const before = await settled();
    expect(await fingerprintOf(database)).to.equal(before);
    runPython(COMMIT, database);
    expect(await settled()).not.to.equal(before);
  });

  it('changes with a commit whose index was lost in a power cut', async () => {
    const before = await settled();
    copyFileSync(`${database}-shm`, join(folder, 'written-back'));
    runPython(COMMIT, database);
    // SQLite syncs the log and never its index: the disk may have an index from before the commit.
    copyFileSync(join(folder, 'written-back'), `${database}-shm`);
    expect(await settled()).not.to.equal(before);
  });
});
