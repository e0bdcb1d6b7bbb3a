import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { recordedRuns, type StartRecord } from '../../../../src/domain/history/recorded-runs.ts';
import type { EndedRecord } from '../../../../src/domain/history/history-entry.ts';
import { ended, started } from '../../../support/history-records.ts';

const begun = (number: number, processKey: string, database = 'app'): StartRecord => ({
  ...started(number, { database }),
  processKey,
});
const nobodyDied = (): boolean => false;

describe('recordedRuns', () => {
  it('does not check the process of an ended run', () => {
    const asked: string[] = [];
    recordedRuns([begun(1, 'a'), ended(1), begun(2, 'b')], ({ processKey }) => {
      asked.push(processKey);
      return false;
    });
    expect(asked).to.deep.equal(['b']);
  });

  it('takes a run as over when another process started a later one of its database, at any distance', () => {
    const runs = recordedRuns(
      [begun(1, 'a'), begun(2, 'b', 'shop'), begun(3, 'a'), begun(4, 'c'), begun(5, 'a')],
      nobodyDied,
    );
    expect(runs.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
      ['run-5', 'running'],
      ['run-4', 'interrupted'],
      ['run-3', 'interrupted'],
      ['run-2', 'running'],
      ['run-1', 'interrupted'],
    ]);
  });

  it('does not take a run as over when its own process started another one', () => {
    const runs = recordedRuns([begun(1, 'a'), begun(2, 'a')], nobodyDied);
    expect(runs.map(({ outcome }) => outcome)).to.deep.equal(['running', 'running']);
  });

  it('returns each run once, decided by its end, for records in any order and number', () => {
    const record = fc
      .integer({ min: 1, max: 8 })
      .chain((number) =>
        fc.constantFrom<StartRecord | EndedRecord>(
          begun(number, `process ${number % 3}`),
          ended(number, { outcome: 'failed' }),
        ),
      );
    fc.assert(
      fc.property(fc.array(record), fc.boolean(), (records, allDied) => {
        const runs = recordedRuns(records, () => allDied);
        const ids = new Set(records.map(({ run }) => run.id));
        expect(runs.map(({ id }) => id).sort()).to.deep.equal([...ids].sort());
        for (const { id, outcome } of runs) {
          const hasEnded = records.some(({ event, run }) => event === 'ended' && run.id === id);
          if (hasEnded) expect(outcome).to.equal('failed');
          else expect(outcome).to.be.oneOf(allDied ? ['interrupted'] : ['interrupted', 'running']);
        }
        const moments = runs.map(({ startedAt }) => startedAt.getTime());
        expect(moments).to.deep.equal([...moments].sort((left, right) => right - left));
      }),
    );
  });
});
