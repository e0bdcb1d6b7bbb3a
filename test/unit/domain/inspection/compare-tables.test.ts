import { expect } from 'chai';
import { describe, it } from 'mocha';
import { compareTables, type TableChange } from '../../../../src/domain/inspection/compare-tables.ts';
import type { TableContents, TableFacts } from '../../../../src/domain/inspection/table-contents.ts';

const aTable = (changes: Partial<TableFacts> = {}): TableContents => ({
  name: 'item',
  type: 'table',
  sql: 'CREATE TABLE item (id)',
  rows: 3,
  columns: [{ name: 'id', type: '' }],
  sample: { rows: [[1]], truncated: true },
  ...changes,
});

const listOf = <T extends TableFacts>(tables: readonly T[], omittedTables = 0) => ({ tables, omittedTables });

describe('compareTables', () => {
  const cases: readonly (readonly [what: string, Partial<TableFacts>, Partial<TableFacts>, TableChange])[] = [
    ['as many rows', {}, {}, 'same'],
    ['more rows now', {}, { rows: 4 }, 'changed'],
    ['another statement that made it', {}, { sql: 'CREATE TABLE item (id, body)' }, 'changed'],
    [
      'another statement, and nobody counted',
      { rows: undefined },
      { sql: 'CREATE TABLE item (a)' },
      'changed',
    ],
    ['a view now', {}, { type: 'view', rows: undefined }, 'changed'],
    ['not counted in the backup', { rows: undefined }, {}, 'unknown'],
    ['not counted now', {}, { rows: undefined }, 'unknown'],
    ['a view in both', { type: 'view', rows: undefined }, { type: 'view', rows: undefined }, 'same'],
  ];
  for (const [what, backup, live, change] of cases) {
    it(`${what}: ${change}`, () => {
      const [table] = compareTables(listOf([aTable(backup)]), listOf([aTable(live)]));
      expect(table).to.deep.equal({ ...aTable(backup), liveRows: aTable(live).rows, change });
    });
  }

  it('lists tables of one side only: gone ones first, added ones last, without samples', () => {
    const compared = compareTables(
      listOf([aTable({ name: 'z' })]),
      listOf([aTable({ name: 'a', rows: 9 }), aTable({ name: 'b' })]),
    );
    expect(compared.map(({ name, change, rows, liveRows }) => [name, change, rows, liveRows])).to.deep.equal([
      ['z', 'gone', 3, undefined],
      ['a', 'added', undefined, 9],
      ['b', 'added', undefined, 3],
    ]);
    expect(compared[1]).to.deep.include({ columns: [], sample: { rows: [], truncated: false } });
  });

  it('does not report a table as gone or added when a list may have omitted it', () => {
    const left = compareTables(listOf([aTable({ name: 'z' })]), listOf([aTable({ name: 'a' })], 1));
    expect(left.map(({ change }) => change)).to.deep.equal(['unknown', 'added']);
    const right = compareTables(listOf([aTable({ name: 'z' })], 1), listOf([aTable({ name: 'a' })]));
    expect(right.map(({ change }) => change)).to.deep.equal(['gone', 'unknown']);
  });

  it('is unknown where the live database could not be read', () => {
    const compared = compareTables(listOf([aTable()]), undefined);
    expect(compared).to.deep.equal([{ ...aTable(), liveRows: undefined, change: 'unknown' }]);
  });
});
