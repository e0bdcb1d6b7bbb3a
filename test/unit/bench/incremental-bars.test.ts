import { expect } from 'chai';
import { describe, it } from 'mocha';
import { incrementalBars } from '../../bench/report/incremental-bars.ts';
import type { IncrementalResults } from '../../bench/results.ts';
import { incrementalResults, memoryOnly, samples } from './incremental-results.ts';

const [TIME_OF_DIFF, TIME_OF_INCR, STORED, UNCHANGED, RESTORE, MEMORY] = [0, 1, 2, 3, 4, 5];

function missed(results: IncrementalResults): readonly number[] {
  return incrementalBars(results).flatMap(({ verdict }, index) => (verdict === 'not met' ? [index] : []));
}

describe('targets of incremental backups', () => {
  it('are all met', () => {
    const bars = incrementalBars(incrementalResults());
    expect(bars.map(({ verdict }) => verdict)).to.deep.equal(Array.from({ length: 6 }, () => 'met'));
    expect(bars.map(({ measured }) => measured)).to.deep.equal([
      '0.40 (0.33 – 0.40)',
      '0.42 (0.35 – 0.42)',
      '1.40 %',
      '0.25 s (0.20 – 0.30)',
      '1.20 (1.20 – 1.20)',
      '210.0 MB (a diff, 1000 MB)',
    ]);
  });

  it('are missed one by one', () => {
    const slow = samples([2.5, 6], [2.5, 6], [2.5, 6]);
    expect(missed(incrementalResults({ changed: slow }))).to.deep.equal([TIME_OF_DIFF]);
    expect(missed(incrementalResults({ changedAgain: slow }))).to.deep.equal([TIME_OF_INCR]);
    expect(missed(incrementalResults({ changedAgain: samples([2, 7.6], [2, 7.6], [2, 7.6]) }))).to.deep.equal(
      [STORED],
    );
    expect(missed(incrementalResults({ unchanged: samples([0.31, 0]) }))).to.deep.equal([UNCHANGED]);
    const results = incrementalResults();
    const slowRestore = (results.restore ?? []).map((entry) =>
      entry.name === 'large' ? { ...entry, samples: samples([2.7, 0]) } : entry,
    );
    expect(missed({ ...results, restore: slowRestore })).to.deep.equal([RESTORE]);
    const memory = results.memory.map((entry) => ({ ...entry, peakBytes: [100e6, 221e6] }));
    expect(missed({ ...results, memory })).to.deep.equal([MEMORY]);
  });

  it('are not measured where a size has only the memory', () => {
    const verdicts = incrementalBars(memoryOnly()).map(({ verdict }) => verdict);
    expect(verdicts.slice(0, MEMORY)).to.deep.equal(Array.from({ length: 5 }, () => 'not measured'));
    expect(verdicts[MEMORY]).to.equal('met');
    expect(incrementalBars(undefined).every(({ verdict }) => verdict === 'not measured')).to.equal(true);
  });
});
