import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryLogger } from '../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunListener } from '../../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import { LoggingRunListener } from '../../../src/adapters/outbound/run-listener/logging-run-listener.ts';
import type { Run, RunEvent } from '../../../src/application/ports/run-listener.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { OperationCancelledException } from '../../../src/domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../../src/domain/exceptions/operation-in-progress-exception.ts';

const run: Run = { id: 'run-1', operation: 'create', database: 'app', startedAt: new Date(0) };

describe('LoggingRunListener', () => {
  let logger: InMemoryLogger;
  let listener: LoggingRunListener;

  beforeEach(() => {
    logger = new InMemoryLogger();
    listener = new LoggingRunListener(logger);
  });

  it('writes start, warning and success with their facts, and no progress', () => {
    listener.onRunEvent({ type: 'started', run });
    listener.onRunEvent({ type: 'progress', run, phase: 'capturing', doneBytes: 1, totalBytes: 2 });
    listener.onRunEvent({ type: 'warning', run, message: 'slow', hint: 'wait' });
    listener.onRunEvent({ type: 'succeeded', run, durationMs: 5, facts: { filename: 'app.db.gz' } });
    expect(logger.records).to.deep.equal([
      { level: 'info', message: 'create of app started', error: undefined, fields: { run: 'run-1' } },
      {
        level: 'warn',
        message: 'create of app: slow',
        error: undefined,
        fields: { run: 'run-1', hint: 'wait' },
      },
      {
        level: 'info',
        message: 'create of app succeeded',
        error: undefined,
        fields: { filename: 'app.db.gz', run: 'run-1', duration_ms: 5 },
      },
    ]);
  });

  it('writes that a run found its database unchanged', () => {
    const facts = { filename: 'app.db.gz' };
    listener.onRunEvent({ type: 'succeeded', run, durationMs: 5, facts, outcome: 'unchanged' });
    expect(logger.records.map(({ level, message, fields }) => [level, message, fields])).to.deep.equal([
      [
        'info',
        'create of app succeeded: the database is unchanged',
        { filename: 'app.db.gz', run: 'run-1', duration_ms: 5 },
      ],
    ]);
  });

  it('writes a detail at level debug with its fields and the elapsed time', () => {
    listener.onRunEvent({
      type: 'detail',
      run,
      elapsedMs: 7,
      message: 'lock taken',
      fields: { waited_ms: 2 },
    });
    expect(logger.records).to.deep.equal([
      {
        level: 'debug',
        message: 'create of app: lock taken',
        error: undefined,
        fields: { run: 'run-1', waited_ms: 2, elapsed_ms: 7 },
      },
    ]);
  });

  it('writes a failure that was to be expected in words, without a stack', () => {
    const error = new BackupDirectoryException('no room', {
      hint: 'make room',
      details: { path: '/b' },
      cause: new Error('ENOSPC: no space left'),
    });
    listener.onRunEvent({ type: 'failed', run, durationMs: 5, error });
    expect(logger.records).to.deep.equal([
      {
        level: 'error',
        message: 'create of app failed: no room',
        error: undefined,
        fields: {
          run: 'run-1',
          duration_ms: 5,
          code: 'BACKUP_DIRECTORY',
          hint: 'make room',
          details: { path: '/b' },
          causes: ['ENOSPC: no space left'],
        },
      },
    ]);
  });

  for (const Harmless of [OperationCancelledException, OperationInProgressException]) {
    it(`writes ${Harmless.name} as a warning`, () => {
      listener.onRunEvent({
        type: 'failed',
        run,
        durationMs: 5,
        error: new Harmless('not now', { hint: 'wait' }),
      });
      expect(logger.records.map(({ level }) => level)).to.deep.equal(['warn']);
    });
  }

  it('writes a bug of ours with its stack', () => {
    listener.onRunEvent({ type: 'failed', run, durationMs: 5, error: new RangeError('oops') });
    expect(logger.records[0]).to.deep.include({
      level: 'error',
      message: 'create of app failed unexpectedly',
    });
    expect(logger.records[0]?.error).to.have.property('stack').that.includes('logging-run-listener.test');
  });
});

describe('InMemoryRunListener', () => {
  it('keeps the events in their order', () => {
    const listener = new InMemoryRunListener();
    const events: RunEvent[] = [
      { type: 'started', run },
      { type: 'failed', run, durationMs: 1, error: new Error('x') },
    ];
    for (const event of events) listener.onRunEvent(event);
    const detail = { type: 'detail', run, elapsedMs: 1, message: 'lock taken', fields: {} } as const;
    listener.onRunEvent(detail);
    expect(listener.events).to.deep.equal(events);
    expect(listener.details).to.deep.equal([detail]);
  });
});
