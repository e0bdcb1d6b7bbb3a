import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RetentionOutcomes } from '../../../../src/adapters/inbound/dashboard/views/backups/backup-row.ts';
import {
  NEWEST_FIRST,
  orderAfter,
  orderOf,
  queryOfOrder,
  SORT_COLUMNS,
  sortRows,
  type SortColumn,
} from '../../../../src/adapters/inbound/dashboard/views/backups/backup-order.ts';
import { namesOf, proof, rows } from './listed-backups.ts';

const OUTCOMES: RetentionOutcomes = new Map([
  ['one', [{ store: 'local', rule: 'newest_verified', reason: '', isKept: true }]],
  ['two', [{ store: 'local', rule: 'too_old', reason: '', isKept: false }]],
  ['three', [{ store: 'local', rule: 'pinned', reason: '', isKept: true }]],
]);

const ALL = rows(
  [
    { database: 'shop', size: 30, duration_ms: 3 },
    { database: null, size: 10, duration_ms: null, database_bytes: null },
    {
      database: 'app',
      size: 20,
      duration_ms: 2,
      verified: false,
      proof: proof({ result: 'failed' }),
      damage_kind: 'data_missing',
      damage: 'its data file is missing',
    },
  ],
  OUTCOMES,
);

function sorted(column: SortColumn, isDescending: boolean): readonly string[] {
  return namesOf(sortRows(ALL, { column, isDescending }));
}

describe('the order of the backups', () => {
  it('is the given order or its reverse', () => {
    expect(sortRows(ALL, NEWEST_FIRST)).to.equal(ALL);
    expect(sorted('when', false)).to.deep.equal(['three', 'two', 'one']);
  });

  it('sorts by the values of a column', () => {
    expect(sorted('size', true)).to.deep.equal(['one', 'three', 'two']);
    expect(sorted('size', false)).to.deep.equal(['two', 'three', 'one']);
    expect(sorted('proof', true)[0]).to.equal('three');
    expect(sorted('kept', false)).to.deep.equal(['three', 'one', 'two']);
  });

  it('puts unknown values last in both directions', () => {
    expect(sorted('took', true)).to.deep.equal(['one', 'three', 'two']);
    expect(sorted('took', false)).to.deep.equal(['three', 'one', 'two']);
    expect(sorted('database', false)).to.deep.equal(['three', 'one', 'two']);
  });

  it('keeps the newest first among equal values', () => {
    const equals = rows([{}, {}, {}]);
    for (const column of SORT_COLUMNS.filter((one) => one !== 'when')) {
      for (const isDescending of [true, false]) {
        expect(namesOf(sortRows(equals, { column, isDescending }))).to.deep.equal(['one', 'two', 'three']);
      }
    }
  });

  it('does not change the given rows', () => {
    const before = namesOf(ALL);
    sorted('size', false);
    expect(namesOf(ALL)).to.deep.equal(before);
  });

  it('reverses with a second click on the same column', () => {
    const bySize = orderAfter(NEWEST_FIRST, 'size');
    expect(bySize).to.deep.equal({ column: 'size', isDescending: true });
    expect(orderAfter(bySize, 'size').isDescending).to.equal(false);
    expect(orderAfter(bySize, 'database').isDescending).to.equal(false);
  });

  it('survives a round trip through the address', () => {
    for (const column of SORT_COLUMNS) {
      for (const isDescending of [true, false]) {
        expect(orderOf(queryOfOrder({ column, isDescending }))).to.deep.equal({ column, isDescending });
      }
    }
    expect(orderOf({ sort: 'colour' })).to.deep.equal(NEWEST_FIRST);
    expect(orderOf({ sort: 'size' })).to.deep.equal({ column: 'size', isDescending: true });
  });
});
