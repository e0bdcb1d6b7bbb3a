import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  filterOf,
  filterRows,
  isFiltering,
  NO_FILTER,
  queryOfFilter,
  type BackupFilter,
} from '../../../../src/adapters/inbound/dashboard/views/backups/backup-filter.ts';
import { namesOf, proof, rows } from './listed-backups.ts';

const ALL = rows([
  { filename: 'shop-1.db.gz', database: 'shop', label: 'Before the Migration' },
  { filename: 'app-2.db.gz', pinned: true },
  {
    filename: 'app-3.db.gz',
    verified: false,
    proof: proof({ result: 'failed' }),
    damage_kind: 'data_missing',
    damage: 'its data file is missing',
  },
  { filename: 'old.db', database: null, managed: false, verified: false, proof: null, database_bytes: null },
]);

function shown(filter: Partial<BackupFilter>): readonly string[] {
  return namesOf(filterRows(ALL, { ...NO_FILTER, ...filter }));
}

describe('the filter of the backups', () => {
  it('shows all where nothing is said, blanks included', () => {
    expect(filterRows(ALL, { ...NO_FILTER, text: '  ' })).to.equal(ALL);
  });

  it('looks for every word in file name, database and label, whatever the case', () => {
    expect(shown({ text: 'SHOP migration' })).to.deep.equal(['shop-1.db.gz']);
    expect(shown({ text: 'app' })).to.deep.equal(['app-2.db.gz', 'app-3.db.gz']);
    expect(shown({ text: 'shop nowhere' })).to.deep.equal([]);
  });

  it('does not find a word across two of them', () => {
    expect(shown({ text: 'gzshop' })).to.deep.equal([]);
  });

  it('keeps to a database, a proof, what is pinned, and all of these at once', () => {
    expect(shown({ database: 'shop' })).to.deep.equal(['shop-1.db.gz']);
    expect(shown({ proof: 'damaged' })).to.deep.equal(['app-3.db.gz']);
    expect(shown({ proof: 'unmanaged' })).to.deep.equal(['old.db']);
    expect(shown({ isPinned: true })).to.deep.equal(['app-2.db.gz']);
    expect(shown({ isPinned: true, database: 'shop' })).to.deep.equal([]);
  });

  it('comes out of its address as it went in', () => {
    const filter = { text: 'a & b', database: 'shop', proof: 'verified', isPinned: true } as const;
    expect(filterOf(queryOfFilter(filter))).to.deep.equal(filter);
    expect(queryOfFilter(NO_FILTER)).to.deep.equal({});
  });

  it('leaves out what an address says wrongly', () => {
    const filter = filterOf({ proof: 'perhaps', pinned: 'yes', other: '1' });
    expect(filter).to.deep.equal(NO_FILTER);
    expect(isFiltering(filter)).to.equal(false);
  });
});
