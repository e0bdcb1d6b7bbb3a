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
  it('shows all when it is empty or blank', () => {
    expect(filterRows(ALL, { ...NO_FILTER, text: '  ' })).to.equal(ALL);
  });

  it('finds every word in file name, database and label, in any case', () => {
    expect(shown({ text: 'SHOP migration' })).to.deep.equal(['shop-1.db.gz']);
    expect(shown({ text: 'app' })).to.deep.equal(['app-2.db.gz', 'app-3.db.gz']);
    expect(shown({ text: 'shop nowhere' })).to.deep.equal([]);
  });

  it('does not match a word across two fields', () => {
    expect(shown({ text: 'gzshop' })).to.deep.equal([]);
  });

  it('filters by database, verification and pin, also combined', () => {
    expect(shown({ database: 'shop' })).to.deep.equal(['shop-1.db.gz']);
    expect(shown({ verification: 'damaged' })).to.deep.equal(['app-3.db.gz']);
    expect(shown({ verification: 'unmanaged' })).to.deep.equal(['old.db']);
    expect(shown({ isPinned: true })).to.deep.equal(['app-2.db.gz']);
    expect(shown({ isPinned: true, database: 'shop' })).to.deep.equal([]);
  });

  it('survives a round trip through the address', () => {
    const filter = {
      text: 'a & b',
      database: 'shop',
      verification: 'verified',
      store: 'nas',
      isPinned: true,
    } as const;
    expect(filterOf(queryOfFilter(filter))).to.deep.equal(filter);
    expect(queryOfFilter(NO_FILTER)).to.deep.equal({});
  });

  it('ignores invalid values in the address', () => {
    const filter = filterOf({ proof: 'maybe', pinned: 'yes', other: '1' });
    expect(filter).to.deep.equal(NO_FILTER);
    expect(isFiltering(filter)).to.equal(false);
  });
});
