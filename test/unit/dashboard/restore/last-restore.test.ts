import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { HistoryRun } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  isRawCopy,
  lastRestoreIn,
  restoreRequest,
} from '../../../../src/adapters/inbound/dashboard/views/restore/restore-request.ts';

describe('the last restore', () => {
  it('is the newest with a safety backup', () => {
    const runs = [
      restore('05:00', { filename: 'to-a-path.db.gz', safety_backup: null }),
      restore('04:00', { filename: 'newest.db.gz', safety_backup: 'safety-2.db.gz' }),
      restore('03:00', { filename: 'older.db.gz', safety_backup: 'safety-1.db.gz' }),
    ];
    expect(lastRestoreIn(runs)).to.deep.equal({ filename: 'newest.db.gz', at: '2026-11-23T04:00:00.000Z' });
  });

  it('is undefined when the newest kept only a raw copy', () => {
    const runs = [
      restore('04:00', { filename: 'newest.db.gz', safety_backup: '/backup/.state/quarantine/app.db' }),
      restore('03:00', { filename: 'older.db.gz', safety_backup: 'safety-1.db.gz' }),
    ];
    expect(lastRestoreIn(runs)).to.equal(undefined);
  });

  it('is undefined when nothing was restored', () => {
    const failed = { ...restore('04:00', { filename: 'a', safety_backup: 'b' }), outcome: 'failed' } as const;
    const create = { ...restore('04:00', { filename: 'a', safety_backup: 'b' }), operation: 'create' };
    expect(lastRestoreIn([failed, create])).to.equal(undefined);
    expect(lastRestoreIn([])).to.equal(undefined);
  });

  it('distinguishes a raw copy from a backup', () => {
    expect([isRawCopy('/q/app.db'), isRawCopy('C:\\q\\app.db'), isRawCopy('app-1.db.gz')]).to.deep.equal([
      true,
      true,
      false,
    ]);
  });
});

describe('the restore request', () => {
  it('is for the newest backup, or for one before a local time', () => {
    expect(restoreRequest('app', undefined)).to.deep.equal({ database: 'app', latest: true });
    expect(restoreRequest('app', '2026-11-23T05:36')).to.deep.equal({
      database: 'app',
      before: new Date(2026, 10, 23, 5, 36).toISOString(),
    });
  });

  it('is undefined when the time is incomplete', () => {
    expect(restoreRequest('app', '')).to.equal(undefined);
    expect(restoreRequest('app', 'invalid')).to.equal(undefined);
  });
});

function restore(time: string, facts: HistoryRun['facts']): HistoryRun {
  return {
    id: `restore-app-${time}`,
    operation: 'restore',
    database: 'app',
    started_at: `2026-11-23T${time}:00.000Z`,
    outcome: 'succeeded',
    duration_ms: 40,
    facts,
    warnings: [],
    error: null,
  };
}
