import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RestorePlan } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import { isWarning, pointsOf } from '../../../../src/adapters/inbound/dashboard/views/restore/plan-points.ts';

const PLAN: RestorePlan = {
  dry_run: true,
  filename: 'app-20261122T210800123Z.db.gz',
  database: 'app',
  created_at: '2026-11-22T21:08:00.123Z',
  verified: true,
  proof: { at: '2026-11-22T21:08:01.000Z', level: 'full', result: 'ok', detail: '' },
  reads: ['app-20261122T210800123Z.db.gz'],
  passed_over: null,
  future_dated: [],
  restored_to: '/data/app.db',
  target_exists: true,
  method: 'sqlite',
  reason: 'SQLite replaces the content in one transaction',
  holders: [],
  needed_bytes: 20,
  free_bytes: 400,
  safety_backup: { database: 'app', label: 'before restore of …', needed_bytes: 10 },
  store: 'local',
  passed_over_stores: [],
};

describe('the points of a restore plan', () => {
  it('start with the safety backup, then the replacement', () => {
    expect(kindsOf(PLAN)).to.deep.equal([
      'safety',
      'replaces',
      'loses',
      'method',
      'holdsNone',
      'room',
      'verified',
    ]);
    expect(warningsOf(PLAN)).to.deep.equal(['loses']);
  });

  it('omit locks and losses when there is no database', () => {
    const plan: RestorePlan = { ...PLAN, target_exists: false, method: 'file', safety_backup: null };
    expect(kindsOf(plan)).to.deep.equal(['noSafety', 'creates', 'room', 'verified']);
  });

  it('warn about an unverified backup and a newer one that was not chosen', () => {
    const plan: RestorePlan = { ...PLAN, verified: false, passed_over: 'app-newer.db.gz' };
    expect(kindsOf(plan).slice(-2)).to.deep.equal(['unverified', 'passedOver']);
    expect(warningsOf(plan)).to.include.members(['unverified', 'passedOver']);
  });

  it('have the number of files that a diff or incr is read with', () => {
    const reads = ['app-full.db.gz', 'app-diff.wal.gz', 'app-incr.wal.gz'];
    expect(pointsOf({ ...PLAN, reads }, false)).to.deep.include({ kind: 'reads', count: 3 });
    expect(warningsOf({ ...PLAN, reads })).to.not.include('reads');
    expect(kindsOf(PLAN)).to.not.include('reads');
  });

  it('warn about future-dated backups', () => {
    const plan: RestorePlan = { ...PLAN, future_dated: ['app-ahead.db.gz'] };
    expect(kindsOf(plan).slice(-1)).to.deep.equal(['futureDated']);
    expect(warningsOf(plan)).to.include('futureDated');
  });

  it('warn about a replaced file and a writing process, not about a reading one', () => {
    expect(warningsOf({ ...PLAN, method: 'file' })).to.include('method');
    const reader = { pid: 1, command: 'python3', lock: 'read' } as const;
    const writer = { pid: 2, command: 'node', lock: 'write' } as const;
    const points = pointsOf({ ...PLAN, holders: [reader, writer] }, false).filter(
      ({ kind }) => kind === 'holds',
    );
    expect(points.map(isWarning)).to.deep.equal([false, true]);
    expect(points).to.deep.include({ kind: 'holds', holder: writer });
  });

  it('name the store of the copy only with several stores, and warn about those that are not used', () => {
    const plan: RestorePlan = {
      ...PLAN,
      store: 'nas',
      passed_over_stores: [{ store: 'local', error: 'the disk does not answer' }],
    };
    const points = pointsOf(plan, true).slice(-2);
    expect(points).to.deep.equal([
      { kind: 'fromStore', store: 'nas' },
      { kind: 'storePassedOver', store: 'local', error: 'the disk does not answer' },
    ]);
    expect(points.map(isWarning)).to.deep.equal([false, true]);
    expect(kindsOf(PLAN)).to.not.include('fromStore');
  });
});

function kindsOf(plan: RestorePlan): readonly string[] {
  return pointsOf(plan, false).map(({ kind }) => kind);
}

function warningsOf(plan: RestorePlan): readonly string[] {
  return pointsOf(plan, false)
    .filter(isWarning)
    .map(({ kind }) => kind);
}
