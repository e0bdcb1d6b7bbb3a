import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RunHistory } from '../../../src/application/ports/run-history.ts';
import { RUN_OUTCOMES, type HistoryRecord } from '../../../src/domain/history/history-entry.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRun, ended, started } from '../../support/history-records.ts';

export interface RunJournalSubject {
  /** A history of this process, on the same directory or table at each call. */
  createJournal(maxRuns?: number): RunHistory;
  /** The history as a dead process used it. */
  createJournalOfDead(): RunHistory;
  /** The history as a process of another pid namespace uses it. */
  createJournalOfStranger(): RunHistory;
  makeUnwritable(): Promise<void>;
  dispose(): Promise<void>;
}

export function describeRunJournal(name: string, create: () => Promise<RunJournalSubject>): void {
  describe(`${name} is a RunHistory`, () => {
    let subject: RunJournalSubject;
    let journal: RunHistory;

    beforeEach(async () => {
      subject = await create();
      journal = subject.createJournal();
    });

    afterEach(() => subject.dispose());

    const appendAll = async (to: RunHistory, ...records: readonly HistoryRecord[]): Promise<void> => {
      for (const record of records) await to.append(record);
    };
    const outcomes = async (): Promise<Record<string, string>> =>
      Object.fromEntries((await journal.read()).entries.map(({ id, outcome }) => [id, outcome]));

    it('reads a missing backup directory as empty', async () => {
      expect(await journal.read()).to.deep.equal({ entries: [], unreadableLines: 0 });
    });

    it('shares records between all histories of the directory', async () => {
      await appendAll(journal, started(1), ended(1));
      expect((await subject.createJournal().read()).entries.map(({ id }) => id)).to.deep.equal(['run-1']);
    });

    it('returns all recorded facts of a run', async () => {
      const record = ended(1, {
        run: aRun(1, { id: 'odd "id" \\ \n', database: 'Datenbank – 数据' }),
        outcome: 'failed',
        durationMs: 1500,
        facts: { filename: 'a.db', nested: { list: [1, null, true, 'x\n{"event":"ended"}'] } },
        warnings: [{ message: 'slow\u2028', hint: 'wait' }],
        error: { code: 'BACKUP_DIRECTORY', message: 'no room', hint: 'make room' },
      });
      await journal.append(record);
      const { run, outcome, durationMs, facts, warnings, error } = record;
      expect((await journal.read()).entries).to.deep.equal([
        { ...run, outcome, durationMs, facts, warnings, error },
      ]);
    });

    for (const outcome of RUN_OUTCOMES) {
      it(`accepts ${outcome} for a run that never started`, async () => {
        await journal.append(ended(1, { outcome }));
        expect(await outcomes()).to.deep.equal({ 'run-1': outcome });
      });
    }

    it('lists the newest run first, in any order of their ends', async () => {
      await appendAll(journal, started(1), started(2, { database: 'shop' }), ended(2), ended(1), ended(3));
      const { entries } = await journal.read();
      expect(entries.map(({ id }) => id)).to.deep.equal(['run-3', 'run-2', 'run-1']);
    });

    it('ignores a record that is added again', async () => {
      await appendAll(journal, started(1), ended(1), started(1), ended(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
      expect((await journal.read()).entries).to.have.lengthOf(1);
    });

    it('reports a run of a dead process as interrupted', async () => {
      await subject.createJournalOfDead().append(started(1));
      expect((await journal.read()).entries).to.deep.equal([
        {
          ...aRun(1),
          outcome: 'interrupted',
          durationMs: undefined,
          facts: {},
          warnings: [],
          error: undefined,
        },
      ]);
    });

    it('reports a run of a living process as running', async () => {
      await journal.append(started(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'running' });
      await journal.append(ended(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
    });

    it('reports a run of an unknown process as running', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await journal.append(started(2, { database: 'shop' }));
      expect(await outcomes()).to.deep.equal({ 'run-2': 'running', 'run-1': 'running' });
    });

    it('reports a run as interrupted once another process started one of the same database', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await appendAll(journal, started(2), started(3));
      expect(await outcomes()).to.deep.equal({
        'run-3': 'running',
        'run-2': 'running',
        'run-1': 'interrupted',
      });
    });

    it('accepts an end that comes late', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await appendAll(journal, started(2), ended(2), ended(1, { outcome: 'cancelled' }));
      expect(await outcomes()).to.deep.equal({ 'run-2': 'succeeded', 'run-1': 'cancelled' });
    });

    it('keeps a bounded number of runs and drops the oldest', async () => {
      const bounded = subject.createJournal(20);
      for (let number = 1; number <= 105; number += 1) {
        await appendAll(bounded, started(number), ended(number));
        const { entries } = await bounded.read();
        expect(entries.length).to.be.at.most(20);
        expect(entries.length).to.be.at.least(Math.min(number, 18));
        const newest = entries.map((_, age) => `run-${number - age}`);
        expect(entries.map(({ id }) => id)).to.deep.equal(newest);
      }
    });

    it('throws BackupDirectoryException and keeps the records when a write fails', async () => {
      await journal.append(ended(1));
      await subject.makeUnwritable();
      const error = await rejectionOf(journal.append(ended(2)));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).to.match(/\w/);
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
    });
  });
}
