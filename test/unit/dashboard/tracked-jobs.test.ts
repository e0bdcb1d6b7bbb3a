import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { stub } from 'sinon';
import { ApiProblem } from '../../../src/adapters/inbound/dashboard/api/api-problem.ts';
import type { Job } from '../../../src/adapters/inbound/dashboard/api/types.ts';
import { jobs } from '../../../src/adapters/inbound/dashboard/state/data.ts';
import { updateJob } from '../../../src/adapters/inbound/dashboard/state/running.ts';
import { api } from '../../../src/adapters/inbound/dashboard/state/session.ts';
import {
  dismissJob,
  isPending,
  jobOf,
  trackedJob,
  trackedJobs,
  trackJob,
} from '../../../src/adapters/inbound/dashboard/state/tracked-jobs.ts';

const JOB: Job = {
  id: '0f9a2c1e-7a53-4d0f-9d3c-1f8f5f3b7a10',
  operation: 'verify',
  database: 'app',
  state: 'running',
  cancel_requested: false,
  run_id: null,
  progress: null,
  result: null,
  error: null,
  started_at: '2026-11-22T01:59:59Z',
  ended_at: null,
};

describe('trackJob', () => {
  afterEach(() => {
    jobs.clear();
    trackedJobs.value = new Map();
  });

  it('is pending until the job ends, then has its result', async () => {
    const ended = trackJob('app.db.gz', 'verify', () => Promise.resolve(JOB));
    await settled();
    expect(isPending('app.db.gz')).to.equal(true);
    expect(jobOf(trackedJob('app.db.gz', 'verify')!)).to.deep.equal(JOB);
    updateJob({ ...JOB, state: 'succeeded', result: { level: 'full' } });
    expect((await ended)?.state).to.equal('succeeded');
    expect(isPending('app.db.gz')).to.equal(false);
    expect(trackedJob('app.db.gz', 'verify')?.result).to.deep.equal({ level: 'full' });
  });

  it('stays ended when a list of jobs from before its end arrives late', async () => {
    const list = stub(api, 'jobs').callsFake(() => {
      updateJob({ ...JOB, state: 'succeeded' });
      return Promise.resolve({ jobs: [JOB] });
    });
    try {
      await jobs.refresh();
    } finally {
      list.restore();
    }
    expect(jobs.value.value?.map(({ state }) => state)).to.deep.equal(['succeeded']);
  });

  it('keeps the problem when the job fails', async () => {
    const ended = trackJob('app.db.gz', 'verify', () => Promise.resolve(JOB));
    await settled();
    updateJob({ ...JOB, state: 'failed', error: { code: 'DISK_FULL', message: 'full', hint: 'Free it.' } });
    expect(await ended).to.equal(undefined);
    expect(trackedJob('app.db.gz', 'verify')?.problem).to.include({ code: 'DISK_FULL', hint: 'Free it.' });
  });

  it('keeps the problem when the service refuses the job', async () => {
    const refusal = new ApiProblem('no', { code: 'FORBIDDEN', status: 403 });
    await trackJob('app.db.gz', 'restore', () => Promise.reject(refusal));
    expect(trackedJob('app.db.gz', 'restore')?.problem).to.equal(refusal);
    expect(isPending('app.db.gz')).to.equal(false);
  });

  it('has one entry for a subject, of the newest kind, until it is dismissed', async () => {
    const refused = () => Promise.reject(new ApiProblem('no', { code: 'FORBIDDEN', status: 403 }));
    await trackJob('app.db.gz', 'verify', refused);
    await trackJob('app.db.gz', 'adopt', refused);
    expect(trackedJob('app.db.gz', 'verify')).to.equal(undefined);
    expect(trackedJob('app.db.gz', 'adopt')).to.not.equal(undefined);
    dismissJob('app.db.gz');
    expect(trackedJobs.value.size).to.equal(0);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
