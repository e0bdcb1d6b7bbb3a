import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import {
  journalCondition,
  journalModeAfter,
} from '../../../../src/adapters/outbound/sqlite-file/rollback-journal.ts';
import { runPython } from '../../../support/python-sqlite.ts';

/** The files during a transaction, spilled into the main file or small, or after it. */
const WRITER = `
c = sqlite3.connect(path, isolation_level=None)
c.execute('PRAGMA journal_mode = ' + sys.argv[2]); c.execute('PRAGMA cache_size = ' + ('5000' if sys.argv[3] == 'small' else '5'))
c.execute('CREATE TABLE t(a)')
c.execute('BEGIN'); c.executemany('INSERT INTO t VALUES (zeroblob(?))', [(2000,)] * 100)
if sys.argv[3] == 'committed': c.execute('COMMIT')
os._exit(0)
`;

describe('rollback journal', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const afterCommit = { delete: 'missing', truncate: 'empty', persist: 'zeroed' } as const;
  for (const mode of ['delete', 'truncate', 'persist'] as const) {
    const conditionAfter = (transaction: 'open' | 'small' | 'committed'): string => {
      const path = join(folder, `${mode}-${transaction}.db`);
      runPython(WRITER, path, mode, transaction);
      return journalCondition(existsSync(`${path}-journal`) ? readFileSync(`${path}-journal`) : undefined);
    };

    it(`is hot inside a transaction in mode ${mode}`, () => {
      expect(conditionAfter('open')).to.equal('hot');
    });
    it(`is pending before a transaction reaches the main file in mode ${mode}`, () => {
      expect(conditionAfter('small')).to.equal('pending');
    });
    it(`is ${afterCommit[mode]} after a commit in mode ${mode}, which implies the mode`, () => {
      expect(conditionAfter('committed')).to.equal(afterCommit[mode]);
      expect(journalModeAfter(afterCommit[mode])).to.equal(mode);
    });
  }
});
