import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { InspectedTable } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  filterTables,
  NO_TABLE_FILTER,
} from '../../../../src/adapters/inbound/dashboard/views/inspect/table-change.ts';

describe('the table filter', () => {
  const tables = [table('Orders', 'changed'), table('order_items', 'same'), table('users', 'gone')];

  it('keeps all tables in order by default', () => {
    expect(namesOf(filterTables(tables, NO_TABLE_FILTER))).to.deep.equal(['Orders', 'order_items', 'users']);
  });

  it('matches a part of the name in any case', () => {
    const shown = filterTables(tables, { name: ' ORDER ', onlyChanges: false });
    expect(namesOf(shown)).to.deep.equal(['Orders', 'order_items']);
  });

  it('can keep only changed tables', () => {
    expect(namesOf(filterTables(tables, { name: '', onlyChanges: true }))).to.deep.equal(['Orders', 'users']);
    expect(namesOf(filterTables(tables, { name: 'us', onlyChanges: true }))).to.deep.equal(['users']);
  });
});

function table(name: string, change: InspectedTable['change']): InspectedTable {
  return {
    name,
    change,
    type: 'table',
    sql: '',
    rows: 1,
    live_rows: 2,
    columns: [],
    sample: { rows: [], truncated: false },
  };
}

function namesOf(tables: readonly InspectedTable[]): readonly string[] {
  return tables.map(({ name }) => name);
}
