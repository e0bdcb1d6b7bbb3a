import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { InMemoryRunLog } from '../../../src/adapters/outbound/run-log/in-memory-run-log.ts';
import { runDetailsDocument } from '../../../src/adapters/inbound/documents/run.ts';
import { ReportRun } from '../../../src/application/report-run.ts';
import { RunRecorder } from '../../../src/application/runs/run-recorder.ts';
import { aRun, ended } from '../../support/history-records.ts';

describe('ReportRun', () => {
  const history = new InMemoryRunHistory();
  const log = new InMemoryRunLog();
  const recorder = new RunRecorder({ history, logger: new InMemoryLogger() });
  const report = new ReportRun({ history, recorder, runLog: log });

  it('returns one run with its newest 500 log lines', async () => {
    await history.append(ended(1));
    await history.append(
      ended(2, { outcome: 'failed', error: { code: 'USAGE', message: 'no', hint: 'yes' } }),
    );
    const at = new Date('2026-11-22T12:00:03.000Z');
    const lines = Array.from({ length: 501 }, (_, index) => `line ${String(index)}`);
    for (const message of lines)
      log.lines.push({ run: 'run-2', at, level: 'warn', message, fields: { size: 7 } });
    const found = await report.execute({ id: 'run-2' });
    expect(found?.run).to.include({ id: 'run-2', outcome: 'failed' });
    expect(found?.log.map(({ message }) => message)).to.deep.equal(lines.slice(1));
    const document = found && runDetailsDocument(found);
    expect(document).to.deep.include({ id: 'run-2', error: { code: 'USAGE', message: 'no', hint: 'yes' } });
    expect((document?.['log'] as readonly unknown[])[0]).to.deep.equal({
      at: '2026-11-22T12:00:03.000Z',
      level: 'warn',
      message: 'line 1',
      fields: { size: 7 },
    });
  });

  it('includes records that are still to be written', async () => {
    recorder.onRunEvent({ type: 'started', run: { ...aRun(3), operation: 'create' } });
    expect(await report.execute({ id: 'run-3' })).to.deep.include({ log: [] });
  });

  it('returns nothing for a run without a record, even with log lines', async () => {
    log.lines.push({ run: 'run-9', at: new Date(), level: 'info', message: 'x', fields: {} });
    expect(await report.execute({ id: 'run-9' })).to.equal(undefined);
  });
});
