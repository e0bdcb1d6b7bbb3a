import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { InMemoryTable } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type {
  DatabaseContents,
  DatabaseInspector,
} from '../../../src/application/ports/database-inspector.ts';
import { BackupNotFoundException } from '../../../src/domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import type { BrowsingEngine, TableContents } from '../../../src/domain/inspection/table-contents.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface BrowserSubject {
  readonly inspector: DatabaseInspector;
  /** Makes a scratch database with these tables. */
  database(tables: readonly InMemoryTable[]): Promise<string>;
  /** Makes a scratch file with these bytes, or none. */
  file(content: string | undefined): Promise<string>;
  /** The bytes at the path, and the names beside it. */
  fingerprint(path: string): Promise<unknown>;
  dispose(): Promise<void>;
}

export const HOSTILE_NAME = `Robert"); DROP TABLE people;-- <img src=x onerror=alert(1)> \u202egnp`;

const PEOPLE: InMemoryTable = {
  name: 'people',
  type: 'table',
  sql: 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)',
  columns: [
    { name: 'id', type: 'INTEGER' },
    { name: 'name', type: 'TEXT' },
  ],
  rows: Array.from({ length: 25 }, (_, index) => [index + 1, `name ${String(index + 1)}`]),
};

const HOSTILE: InMemoryTable = {
  name: HOSTILE_NAME,
  type: 'table',
  sql: `CREATE TABLE "${HOSTILE_NAME.replaceAll('"', '""')}" ("a ""b" TEXT)`,
  columns: [{ name: 'a "b', type: 'TEXT' }],
  rows: [['x'.repeat(500)], ['y'.repeat(10_000)], [null]],
};

/** Running it would never end. */
const ENDLESS: InMemoryTable = {
  name: 'endless',
  type: 'view',
  sql: 'CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
  columns: [{ name: 'i', type: '' }],
  rows: [],
};

export function describeBrowsing(
  name: string,
  create: () => Promise<BrowserSubject>,
  { engine }: { readonly engine: BrowsingEngine },
): void {
  describe(`${name} browses`, () => {
    let subject: BrowserSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const browse = (path: string, signal = new AbortController().signal): Promise<DatabaseContents> =>
      subject.inspector.browse(path, { signal, timeLimitMs: 30_000 });

    const tableOf = async (table: InMemoryTable): Promise<TableContents> => {
      const { tables } = await browse(await subject.database([PEOPLE, HOSTILE, ENDLESS]));
      const found = tables.find((one) => one.name === table.name);
      if (found === undefined)
        throw new Error(`no ${table.name} among ${tables.map((one) => one.name).join()}`);
      return found;
    };

    it('lists tables, views and virtual tables by name', async () => {
      const contents = await browse(await subject.database([PEOPLE, HOSTILE, ENDLESS]));
      expect(contents.tables.map((table) => table.name)).to.deep.equal([HOSTILE_NAME, 'endless', 'people']);
      expect(contents).to.include({ engine, omittedTables: 0 });
    });

    it('shows the statement, columns, number of rows and first rows of a table', async () => {
      const { sample, ...facts } = await tableOf(PEOPLE);
      const { rows, ...schema } = PEOPLE;
      expect(facts).to.deep.equal({ ...schema, rows: 25 });
      expect(sample).to.deep.equal({ rows: rows.slice(0, 20), truncated: true });
    });

    it('bounds samples and values: of a table with SQL in its names', async () => {
      const { rows, columns, sample } = await tableOf(HOSTILE);
      expect(rows).to.equal(3);
      expect(columns).to.deep.equal(HOSTILE.columns);
      expect(sample).to.deep.equal({
        rows: [['x'.repeat(500)], [{ text: 'y'.repeat(500), length: 10_000 }], [null]],
        truncated: false,
      });
    });

    it('lists a view without running its SQL', async () => {
      const { sample, rows, ...facts } = await tableOf(ENDLESS);
      const { name: view, type, sql, columns } = ENDLESS;
      expect(facts).to.deep.equal({ name: view, type, sql, columns });
      expect(rows).to.equal(undefined);
      expect(sample).to.deep.equal({ rows: [], truncated: false });
    });

    it('leaves the file unchanged and creates no side files', async () => {
      const path = await subject.database([PEOPLE, ENDLESS]);
      const before = await subject.fingerprint(path);
      await browse(path);
      expect(await subject.fingerprint(path)).to.deep.equal(before);
    });

    it('throws BackupNotFoundException when no file is at the path', async () => {
      const path = await subject.file(undefined);
      expect(await rejectionOf(browse(path))).to.be.instanceOf(BackupNotFoundException);
    });

    it('throws BackupVerificationException for a file that is no database', async () => {
      const error = await rejectionOf(browse(await subject.file('id,body\n1,2\n'.repeat(100))));
      expect(error).to.be.instanceOf(BackupVerificationException);
      expect((error as Error).message).to.equal(
        'its content cannot be read as a database: file is not a database',
      );
    });

    it("throws the signal's reason when it aborts", async () => {
      const reason = new Error('enough');
      const path = await subject.database([PEOPLE]);
      expect(await rejectionOf(browse(path, AbortSignal.abort(reason)))).to.equal(reason);
    });
  });
}
