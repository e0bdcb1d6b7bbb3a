import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { InMemoryTable } from '../../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import type { DatabaseProbe } from '../../../src/application/ports/database-probe.ts';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../src/domain/exceptions/database-not-found-exception.ts';
import type { TableList } from '../../../src/domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../src/domain/inspection/table-contents.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface RowCountSubject {
  readonly probe: DatabaseProbe;
  /** Of the same technology. */
  readonly inspector: DatabaseInspector;
  source(tables: readonly InMemoryTable[]): Promise<string>;
  file(content: string | undefined): Promise<string>;
  fingerprint(path: string): Promise<unknown>;
  dispose(): Promise<void>;
}

const HOSTILE_NAME = 'Robert"); DROP TABLE people;--';

const TABLES: readonly InMemoryTable[] = [
  {
    name: 'people',
    type: 'table',
    sql: 'CREATE TABLE people (id INTEGER PRIMARY KEY)',
    columns: [{ name: 'id', type: 'INTEGER' }],
    rows: Array.from({ length: 30 }, (_, index) => [index]),
  },
  {
    name: 'everybody',
    type: 'view',
    sql: 'CREATE VIEW everybody AS SELECT * FROM people',
    columns: [{ name: 'id', type: 'INTEGER' }],
    rows: [],
  },
  {
    name: HOSTILE_NAME,
    type: 'table',
    sql: `CREATE TABLE "${HOSTILE_NAME.replaceAll('"', '""')}" (a)`,
    columns: [{ name: 'a', type: '' }],
    rows: [],
  },
];

export function describeRowCount(name: string, create: () => Promise<RowCountSubject>): void {
  describe(`${name} counts rows`, () => {
    let subject: RowCountSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const count = (path: string, signal = new AbortController().signal): Promise<TableList<TableFacts>> =>
      subject.probe.countRows(path, { busyTimeoutMs: 200, timeLimitMs: 30_000, signal });

    it('counts the rows of the tables, and runs no view', async () => {
      const { tables, omittedTables } = await count(await subject.source(TABLES));
      expect(tables.map((table) => [table.name, table.type, table.rows])).to.deep.equal([
        [HOSTILE_NAME, 'table', 0],
        ['everybody', 'view', undefined],
        ['people', 'table', 30],
      ]);
      expect(omittedTables).to.equal(0);
    });

    it('lists the same tables as a DatabaseInspector', async () => {
      const path = await subject.source(TABLES);
      const options = { signal: new AbortController().signal, timeLimitMs: 30_000 };
      const browsed = (await subject.inspector.browse(path, options)).tables;
      const facts = ({ name: table, type, sql, rows }: TableFacts) => [table, type, sql, rows];
      expect((await count(path)).tables.map(facts)).to.deep.equal(browsed.map(facts));
    });

    it('leaves the bytes of the database, its -wal and -journal unchanged', async () => {
      const path = await subject.source(TABLES);
      const before = await subject.fingerprint(path);
      await count(path);
      expect(await subject.fingerprint(path)).to.deep.equal(before);
    });

    it('throws DatabaseNotFoundException when no file is at the path', async () => {
      const path = await subject.file(undefined);
      expect(await rejectionOf(count(path))).to.be.instanceOf(DatabaseNotFoundException);
    });

    for (const [what, content] of [
      ['an empty file', ''],
      ['what is no database', 'id,body\n'.repeat(100)],
    ] as const) {
      it(`throws DatabaseCorruptedException for ${what}`, async () => {
        const path = await subject.file(content);
        expect(await rejectionOf(count(path))).to.be.instanceOf(DatabaseCorruptedException);
      });
    }

    it("throws the signal's reason when it aborts", async () => {
      const reason = new Error('enough');
      const path = await subject.source(TABLES);
      expect(await rejectionOf(count(path, AbortSignal.abort(reason)))).to.equal(reason);
    });
  });
}
