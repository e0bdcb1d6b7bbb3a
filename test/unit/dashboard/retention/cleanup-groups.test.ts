import { expect } from 'chai';
import { describe, it } from 'mocha';
import type {
  Backup,
  CleanupDecision,
  DatabaseState,
} from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  isRetentionPaused,
  retentionGroups,
} from '../../../../src/adapters/inbound/dashboard/views/retention/cleanup-groups.ts';

describe('retentionGroups', () => {
  it('groups decisions by database with their sizes', () => {
    const [app, shop] = retentionGroups(
      [stateOf('app'), stateOf('shop')],
      [backupOf('app', 'a1', 10), backupOf('app', 'a2', 20), backupOf('shop', 's1', 5)],
      {
        removed: [decisionOf('a2', 'too_old')],
        kept: [decisionOf('a1', 'pinned'), decisionOf('s1', 'pinned')],
      },
    );
    expect([app?.database, app?.removed.bytes, app?.kept.bytes]).to.deep.equal(['app', 20, 10]);
    expect(app?.backups.decided).to.have.length(2);
    expect([shop?.database, shop?.removed.bytes, shop?.kept.bytes]).to.deep.equal(['shop', 0, 5]);
  });

  it('puts paused databases first, then those with removals', () => {
    const groups = retentionGroups(
      [stateOf('unchanged'), stateOf('loses'), stateOf('paused', 'it shrank')],
      [backupOf('loses', 'l1', 1)],
      { removed: [decisionOf('l1', 'over_cap')], kept: [] },
    );
    expect(groups.map(({ database }) => database)).to.deep.equal(['paused', 'loses', 'unchanged']);
    expect(groups.map(isRetentionPaused)).to.deep.equal([true, false, false]);
  });

  it('includes databases that are no longer configured, and unknown files last', () => {
    const groups = retentionGroups(
      [stateOf('app')],
      [backupOf(null, 'x', 7), backupOf('zoo', 'z', 1), backupOf('gone', 'g', 1)],
      { removed: [], kept: ['x', 'z', 'g'].map((name) => decisionOf(name, 'unmanaged')) },
    );
    expect(groups.map(({ database }) => database)).to.deep.equal(['app', 'gone', 'zoo', undefined]);
    expect(groups.map(({ state }) => state?.database)).to.deep.equal([
      'app',
      undefined,
      undefined,
      undefined,
    ]);
    expect(groups.at(-1)?.kept.bytes).to.equal(7);
  });

  it('keeps a decision for a file that is not listed yet', () => {
    const [group] = retentionGroups([], [], { removed: [decisionOf('new', 'too_old')], kept: [] });
    expect(group?.removed.decided.map(({ filename, backup }) => [filename, backup])).to.deep.equal([
      ['new', undefined],
    ]);
    expect(group?.removed.bytes).to.equal(0);
  });
});

function stateOf(database: string, frozen: string | null = null): DatabaseState {
  return { database, retention: { frozen } } as DatabaseState;
}

function backupOf(database: string | null, filename: string, size: number): Backup {
  return { database, filename, size } as Backup;
}

function decisionOf(filename: string, rule: CleanupDecision['rule']): CleanupDecision {
  return { filename, store: 'local', rule, reason: '' };
}
