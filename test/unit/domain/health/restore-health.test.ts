import { expect } from 'chai';
import { describe, it } from 'mocha';
import { restoreFindings } from '../../../../src/domain/health/restore-health.ts';
import type { HistoryEntry } from '../../../../src/domain/history/history-entry.ts';
import type { RestoreRecord } from '../../../../src/domain/restore/restore-record.ts';
import { NOW, daysBefore } from '../../../support/backup-builder.ts';

const BEGUN: RestoreRecord = {
  database: 'app',
  filename: 'app-20261120T020000000Z.db.gz',
  targetPath: '/data/app.db',
  safetyCopy: undefined,
  restoredAt: NOW,
  state: 'begun',
};

function run(outcome: HistoryEntry['outcome'], operation = 'restore'): HistoryEntry {
  const about = { id: 'run-1', operation, database: 'app', startedAt: NOW };
  return { ...about, outcome, durationMs: undefined, facts: {}, warnings: [], error: undefined };
}

describe('restoreFindings', () => {
  const judge = (record: RestoreRecord, ...entries: readonly HistoryEntry[]) =>
    restoreFindings([record], (database) => (database === 'app' ? entries : []));

  it('reports an unfinished restore with the next step', () => {
    const [finding, ...others] = judge(BEGUN, run('interrupted'));
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ status: 'warning', kind: 'restore_unfinished', database: 'app' });
    expect(finding?.message).to.equal(
      `the restore of ${BEGUN.filename} to /data/app.db (${NOW.toISOString()}) was not finished`,
    );
    expect(finding?.hint).to.include('next backup').and.include('backup-manager undo');
  });

  it('reports a restore whose run is not recorded or has failed', () => {
    expect(judge(BEGUN)).to.have.lengthOf(1);
    expect(judge(BEGUN, run('failed'))).to.have.lengthOf(1);
    expect(judge({ ...BEGUN, database: 'shop' }, run('running'))).to.have.lengthOf(1);
  });

  it('is empty for restores that are done, running, or ended since the record was read', () => {
    expect(judge(BEGUN, run('succeeded'))).to.deep.equal([]);
    expect(judge(BEGUN, { ...run('succeeded'), startedAt: daysBefore(1) })).to.have.lengthOf(1);
    expect(judge({ ...BEGUN, state: 'done' }, run('interrupted'))).to.deep.equal([]);
    expect(judge(BEGUN, run('running'))).to.deep.equal([]);
    expect(judge(BEGUN, run('running', 'verify'))).to.have.lengthOf(1);
  });
});
