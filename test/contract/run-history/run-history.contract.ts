import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RunHistory } from '../../../src/application/ports/run-history.ts';
import { RUN_OUTCOMES, type HistoryRecord } from '../../../src/domain/history/history-entry.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { aRun, ended, started } from '../../support/journal-records.ts';

export interface RunJournalSubject {
  /** A journal of this process, on the same directory or table at each call. */
  createJournal(maxRuns?: number): RunHistory;
  /** The journal as a process uses it that is dead by now. */
  createJournalOfDead(): RunHistory;
  /** The journal as a process uses it of which nothing can be known from here. */
  createJournalOfStranger(): RunHistory;
  makeUnwritable(): Promise<void>;
  dispose(): Promise<void>;
}

/** The promises of the RunHistory port. */
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

    it('A missing backup directory reads as an empty journal', async () => {
      expect(await journal.read()).to.deep.equal({ entries: [], unreadableLines: 0 });
    });

    it('A record that was appended is read by every other journal on the same directory', async () => {
      await appendAll(journal, started(1), ended(1));
      expect((await subject.createJournal().read()).entries.map(({ id }) => id)).to.deep.equal(['run-1']);
    });

    it('everything that is known of a run comes back', async () => {
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
      it(`a run that never began may have ended as ${outcome}`, async () => {
        await journal.append(ended(1, { outcome }));
        expect(await outcomes()).to.deep.equal({ 'run-1': outcome });
      });
    }

    it('the newest run comes first, whatever the order in which they ended', async () => {
      await appendAll(journal, started(1), started(2, { database: 'shop' }), ended(2), ended(1), ended(3));
      const { entries } = await journal.read();
      expect(entries.map(({ id }) => id)).to.deep.equal(['run-3', 'run-2', 'run-1']);
    });

    it('Adding a record again changes nothing', async () => {
      await appendAll(journal, started(1), ended(1), started(1), ended(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
      expect((await journal.read()).entries).to.have.lengthOf(1);
    });

    it('A run that began and whose process died is interrupted', async () => {
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

    it('while its process lives it is running', async () => {
      await journal.append(started(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'running' });
      await journal.append(ended(1));
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
    });

    it('while nothing is known of its process it is running', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await journal.append(started(2, { database: 'shop' }));
      expect(await outcomes()).to.deep.equal({ 'run-2': 'running', 'run-1': 'running' });
    });

    it('A run that began is interrupted once another process has begun a run of the same database', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await appendAll(journal, started(2), started(3));
      expect(await outcomes()).to.deep.equal({
        'run-3': 'running',
        'run-2': 'running',
        'run-1': 'interrupted',
      });
    });

    it('an end that comes late is believed', async () => {
      await subject.createJournalOfStranger().append(started(1));
      await appendAll(journal, started(2), ended(2), ended(1, { outcome: 'cancelled' }));
      expect(await outcomes()).to.deep.equal({ 'run-2': 'succeeded', 'run-1': 'cancelled' });
    });

    it('The number of runs it keeps is bounded: the oldest go first', async () => {
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

    it('BackupDirectoryException when it cannot be written, and what was there stays', async () => {
      await journal.append(ended(1));
      await subject.makeUnwritable();
      const error = await rejectionOf(journal.append(ended(2)));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).to.match(/\w/);
      expect(await outcomes()).to.deep.equal({ 'run-1': 'succeeded' });
    });
  });
}
