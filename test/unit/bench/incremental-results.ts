import type { IncrementalResults, Sample, StepSeries } from '../../bench/results.ts';

const MB = 1e6;

const ABSENT = { steps: undefined, restore: undefined, month: undefined } as const;

/** At a size at which nothing else is measured. */
export function memoryOnly(): IncrementalResults {
  return { ...incrementalResults(), ...ABSENT };
}

export function samples(...pairs: readonly (readonly [seconds: number, megabytes: number])[]): Sample[] {
  return pairs.map(([seconds, megabytes]) => ({ seconds, storedBytes: megabytes * MB }));
}

function series(name: string, details: Partial<StepSeries>): StepSeries {
  const steps = { first: [], changed: [], unchanged: [], changedAgain: [] };
  return { name, title: name, isOurs: false, missing: [], steps, ...details };
}

/** Results that meet every target, with borg not installed. */
export function incrementalResults(steps: Partial<StepSeries['steps']> = {}): IncrementalResults {
  const own = {
    first: samples([5, 500], [5, 500], [6, 500]),
    changed: samples([2, 6], [2, 6], [2, 6]),
    unchanged: samples([0.2, 0], [0.3, 0], [0.25, 0]),
    changedAgain: samples([2.1, 7], [2.1, 7], [2.1, 7]),
    ...steps,
  };
  const restic = {
    first: samples([6, 500]),
    changed: samples([4, 300]),
    unchanged: samples([1, 0]),
    changedAgain: samples([4, 290]),
  };
  const restored = (name: string, seconds: number) => ({
    name,
    title: name,
    isOurs: true,
    missing: [],
    samples: samples([seconds, 0]),
  });
  return {
    sizeMb: 1000,
    databaseBytes: 1000 * MB,
    failures: [],
    steps: {
      series: [
        series('incremental', { isOurs: true, steps: own }),
        series('restic', { steps: restic }),
        series('borg', { missing: ['borg'] }),
      ],
      changes: [{ pages: 250_000, changed: 2500 }],
    },
    restore: [restored('full', 2), restored('day', 2.1), restored('large', 2.4)],
    memory: [{ name: 'diff', title: 'a diff', sizeMb: 1000, peakBytes: [150 * MB, 210 * MB] }],
    month: {
      sizeMb: 100,
      series: [
        {
          name: 'incremental',
          title: 'incremental',
          isOurs: true,
          missing: [],
          keptBytes: [50 * MB, 70 * MB],
        },
        { name: 'fulls', title: 'fulls', isOurs: true, missing: [], keptBytes: [50 * MB, 1400 * MB] },
        { name: 'borg', title: 'borg', isOurs: false, missing: ['borg'], keptBytes: [] },
      ],
    },
  };
}
