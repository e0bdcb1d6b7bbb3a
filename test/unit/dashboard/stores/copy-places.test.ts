import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Backup, Store } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  copyPlaces,
  copyState,
  goodCopies,
} from '../../../../src/adapters/inbound/dashboard/views/stores/shown-stores.ts';
import {
  filterRows,
  NO_FILTER,
} from '../../../../src/adapters/inbound/dashboard/views/backups/backup-filter.ts';
import { rowOutcomeText } from '../../../../src/adapters/inbound/dashboard/views/backups/backup-row.ts';
import { sortRows } from '../../../../src/adapters/inbound/dashboard/views/backups/backup-order.ts';
import { listed, namesOf, rows } from '../backups/listed-backups.ts';

type Copy = Backup['copies'][number];

function copy(store: string, changes: Partial<Copy> = {}): Copy {
  return { store, verified: true, damage_kind: null, proof: null, ...changes };
}

function store(name: string, changes: Partial<Store> = {}): Store {
  return {
    name,
    type: 'directory',
    location: `/mnt/${name}`,
    remote: false,
    reachable: true,
    backups: 1,
    bytes: 200,
    newest_verified: null,
    newest_verified_at: null,
    current_as_of: null,
    last_error: null,
    primary: name === 'local',
    ...changes,
  };
}

const STORES = [store('local'), store('nas'), store('offsite')];

function sources(copies: readonly Copy[], stores = STORES, managed = true): readonly (string | undefined)[] {
  return copyPlaces(listed({ copies: [...copies], managed }), stores).map(({ source }) => source);
}

describe('the places of a backup', () => {
  it('are all stores in their order, each with its copy', () => {
    const places = copyPlaces(listed({ copies: [copy('nas'), copy('local')] }), STORES);
    expect(places.map((place) => [place.store.name, place.copy?.store])).to.deep.equal([
      ['local', 'local'],
      ['nas', 'nas'],
      ['offsite', undefined],
    ]);
  });

  it('get a copy of a verified one before one that is not verified', () => {
    expect(sources([copy('local', { verified: false }), copy('nas')])).to.deep.equal([
      undefined,
      undefined,
      'nas',
    ]);
    expect(sources([copy('local', { verified: false })])).to.deep.equal([undefined, 'local', 'local']);
  });

  it('get a good copy in place of a damaged one, which is never copied', () => {
    const damaged = copy('local', { verified: false, damage_kind: 'size_differs' });
    expect(sources([damaged, copy('nas')])).to.deep.equal(['nas', undefined, 'nas']);
    expect(sources([damaged])).to.deep.equal([undefined, undefined, undefined]);
  });

  it('get what a copy lacks below it', () => {
    const incomplete = copy('nas', { verified: false, damage_kind: 'not_restorable' });
    expect(sources([copy('local'), incomplete])).to.deep.equal([undefined, 'local', 'local']);
    expect(sources([incomplete])).to.deep.equal([undefined, undefined, undefined]);
  });

  it('get nothing while unreachable, and no file of another tool', () => {
    const away = [store('local'), store('nas', { reachable: false })];
    expect(sources([copy('local')], away)).to.deep.equal([undefined, undefined]);
    expect(sources([copy('local', { verified: false })], STORES, false)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the state of a copy', () => {
  it('is damaged before anything else', () => {
    expect(copyState(copy('nas'))).to.equal('verified');
    expect(copyState(copy('nas', { verified: false }))).to.equal('unverified');
    expect(copyState(copy('nas', { damage_kind: 'data_missing' }))).to.equal('damaged');
    expect(copyState(copy('nas', { damage_kind: 'not_restorable' }))).to.equal('not_restorable');
  });
});

describe('the list of backups with several stores', () => {
  const all = rows([
    { copies: [copy('local'), copy('nas')] },
    { copies: [copy('local'), copy('nas', { damage_kind: 'size_differs' })] },
    { copies: [copy('local')] },
  ]);

  it('is filtered by a store that has a copy', () => {
    expect(namesOf(filterRows(all, { ...NO_FILTER, store: 'nas' }))).to.deep.equal(['one', 'two']);
    expect(namesOf(filterRows(all, { ...NO_FILTER, store: 'attic' }))).to.deep.equal([]);
  });

  it('shows the backups with the fewest good copies first', () => {
    expect(all.map(({ backup }) => goodCopies(backup))).to.deep.equal([2, 1, 1]);
    expect(namesOf(sortRows(all, { column: 'copies', isDescending: false }))).to.deep.equal([
      'two',
      'three',
      'one',
    ]);
  });

  it('has the retention of each store, and shows that of the first one', () => {
    const recent = { store: 'local', rule: 'within_days', reason: '', isKept: true } as const;
    const old = { store: 'nas', rule: 'too_old', reason: '', isKept: false } as const;
    const [row, alone] = rows(
      [{ copies: [copy('local'), copy('nas')] }, { copies: [copy('nas')] }],
      new Map([
        ['one', [old, recent]],
        ['two', [old, recent]],
      ]),
    );
    expect(row?.outcomes).to.deep.equal([recent, old]);
    expect(row?.outcome).to.equal(recent);
    expect(alone?.outcomes).to.deep.equal([old]);
    const texts = [row, alone].map((one) => one && rowOutcomeText(one));
    expect(texts).to.deep.equal(['local: Recent enough', 'Next cleanup: too old']);
  });

  it('has one row for files of another tool with the same name', () => {
    const old = { filename: 'old.db', managed: false };
    const merged = rows([
      { ...old, copies: [copy('local')] },
      { ...old, copies: [copy('nas')] },
    ]);
    expect(namesOf(merged)).to.deep.equal(['old.db']);
    expect(merged[0]?.backup.copies.map((one) => one.store)).to.deep.equal(['local', 'nas']);
  });
});
