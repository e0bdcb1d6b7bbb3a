import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import type { Run } from '../../../src/application/ports/run-listener.ts';
import { ReportHistory, type ReportHistoryCommand } from '../../../src/application/report-history.ts';
import { RunRecorder } from '../../../src/application/runs/run-recorder.ts';
import { aRun, ended, started } from '../../support/history-records.ts';

describe('ReportHistory', () => {
  let history: InMemoryRunHistory;
  let recorder: RunRecorder;

  beforeEach(async () => {
    history = new InMemoryRunHistory();
    recorder = new RunRecorder({ history, logger: new InMemoryLogger() });
    await history.append(ended(1));
    await history.append(ended(2, { outcome: 'failed' }));
    await history.append(ended(3, { run: aRun(3, { operation: 'verify' }) }));
    await history.append(ended(4, { run: aRun(4, { database: 'shop' }), outcome: 'failed' }));
    await history.append(started(5));
  });

  const told = async (command: ReportHistoryCommand): Promise<readonly string[]> =>
    (await new ReportHistory({ history, recorder }).execute(command)).runs.map(({ id }) => id);

  it('returns every run, newest first', async () => {
    expect(await told({})).to.deep.equal(['run-5', 'run-4', 'run-3', 'run-2', 'run-1']);
  });

  it('returns one database, operation or outcome', async () => {
    expect(await told({ database: 'shop' })).to.deep.equal(['run-4']);
    expect(await told({ operation: 'verify' })).to.deep.equal(['run-3']);
    expect(await told({ outcome: 'failed' })).to.deep.equal(['run-4', 'run-2']);
    expect(await told({ outcome: 'running' })).to.deep.equal(['run-5']);
    expect(await told({ outcome: 'failed', database: 'app' })).to.deep.equal(['run-2']);
  });

  it('limits the number of matching runs', async () => {
    expect(await told({ limit: 2 })).to.deep.equal(['run-5', 'run-4']);
    expect(await told({ limit: 1, outcome: 'succeeded' })).to.deep.equal(['run-3']);
    expect(await told({ limit: 9 })).to.have.lengthOf(5);
  });

  it('includes records that its process has not written yet', async () => {
    const run: Run = { id: 'run-6', operation: 'create', database: 'app', startedAt: aRun(6).startedAt };
    recorder.onRunEvent({ type: 'started', run });
    recorder.onRunEvent({ type: 'succeeded', run, durationMs: 1, facts: {} });
    const report = await new ReportHistory({ history, recorder }).execute({ limit: 1 });
    expect(report.runs[0]).to.include({ id: 'run-6', outcome: 'succeeded' });
  });

  it('returns the number of unreadable lines', async () => {
    const read = history.read.bind(history);
    history.read = async () => ({ ...(await read()), unreadableLines: 3 });
    expect((await new ReportHistory({ history, recorder }).execute({ limit: 1 })).unreadableLines).to.equal(
      3,
    );
  });
});
