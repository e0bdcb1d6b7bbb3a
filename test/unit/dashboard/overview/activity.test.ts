import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { RunFacts } from '../../../../src/adapters/inbound/dashboard/api/page-event.ts';
import type { Job } from '../../../../src/adapters/inbound/dashboard/api/types.ts';
import {
  activitiesOf,
  type ActivitySources,
} from '../../../../src/adapters/inbound/dashboard/views/overview/activity.ts';

const NONE: ActivitySources = { runs: [], runningJobs: [], recorded: [], hasEnded: () => false };

describe('the activity of a database', () => {
  it('has the run of its job', () => {
    const job = jobOf({ database: 'app', run_id: 'r1' });
    const found = activitiesOf({ ...NONE, runs: [runOf('r1', 'app')], runningJobs: [job] }).get('app');
    expect(found).to.include({ operation: 'create', runId: 'r1', isElsewhere: false, job });
  });

  it('is known before the run of its job starts', () => {
    const job = jobOf({ database: 'app', run_id: null });
    expect(activitiesOf({ ...NONE, runningJobs: [job] }).get('app')).to.include({ runId: undefined, job });
  });

  it('belongs to the job for all databases', () => {
    const job = jobOf({ database: null, run_id: 'r1' });
    const found = activitiesOf({
      ...NONE,
      runs: [runOf('r1', 'app'), runOf('r2', 'shop')],
      runningJobs: [job],
    });
    expect([...found.keys()]).to.have.members(['app', 'shop']);
    expect(found.get('shop')?.job).to.equal(job);
  });

  it('belongs to no job of another operation', () => {
    const job = jobOf({ database: 'app', run_id: null, operation: 'verify' });
    const found = activitiesOf({ ...NONE, runs: [runOf('r1', 'app')], runningJobs: [job] });
    expect(found.get('app')?.job).to.equal(undefined);
  });

  it('of another process is read from the run history', () => {
    const recorded = [{ id: 'r9', operation: 'create', database: 'app', started_at: '2026-11-22T02:00:00Z' }];
    expect(activitiesOf({ ...NONE, recorded }).get('app')).to.include({ runId: 'r9', isElsewhere: true });
  });

  it('ends with its event, even if the history still lists it', () => {
    const recorded = [{ id: 'r9', operation: 'create', database: 'app', started_at: '2026-11-22T02:00:00Z' }];
    expect(activitiesOf({ ...NONE, recorded, hasEnded: (id) => id === 'r9' }).size).to.equal(0);
  });

  it('is listed once when event and history report it', () => {
    const recorded = [{ id: 'r1', operation: 'create', database: 'app', started_at: '2026-11-22T02:00:00Z' }];
    const found = activitiesOf({ ...NONE, runs: [runOf('r1', 'app')], recorded });
    expect(found.get('app')?.isElsewhere).to.equal(false);
  });

  it('is the one that started last', () => {
    const runs = [
      runOf('late', 'app', '2026-11-22T03:00:00Z', 'verify'),
      runOf('early', 'app', '2026-11-22T02:00:00Z'),
    ];
    expect(activitiesOf({ ...NONE, runs }).get('app')?.runId).to.equal('late');
  });
});

function runOf(
  id: string,
  database: string,
  startedAt = '2026-11-22T02:00:00Z',
  operation = 'create',
): RunFacts {
  return { at: startedAt, run_id: id, operation, database, started_at: startedAt };
}

function jobOf(facts: Partial<Job>): Job {
  return {
    id: '0f9a2c1e-7a53-4d0f-9d3c-1f8f5f3b7a10',
    operation: 'create',
    database: null,
    state: 'running',
    cancel_requested: false,
    run_id: null,
    progress: null,
    result: null,
    error: null,
    started_at: '2026-11-22T01:59:59Z',
    ended_at: null,
    ...facts,
  };
}
