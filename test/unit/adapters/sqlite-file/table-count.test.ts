import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DatabaseSync } from 'node:sqlite';
import { countTables } from '../../../../src/adapters/outbound/sqlite-file/listed-tables.ts';

describe('countTables', () => {
  const countAfter = (sql: string): number | undefined => {
    const database = new DatabaseSync(':memory:');
    try {
      database.exec(sql);
      return countTables((query) =>
        database
          .prepare(query)
          .all()
          .map((row) => Object.values(row)),
      );
    } finally {
      database.close();
    }
  };

  it('counts tables, but no indexes, views or triggers', () => {
    expect(
      countAfter(`CREATE TABLE a (x); CREATE INDEX by_x ON a (x); CREATE VIEW v AS SELECT x FROM a;
        CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; END; CREATE TABLE b (x)`),
    ).to.equal(2);
  });

  it("ignores SQLite's own tables", () => {
    const sql = 'CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE sqlitery (x); ANALYZE';
    expect(countAfter(sql)).to.equal(2);
  });

  it('returns undefined when the schema is unreadable', () => {
    const unreadable = (): never => {
      throw new Error('database disk image is malformed');
    };
    expect(countTables(unreadable)).to.equal(undefined);
  });
});
