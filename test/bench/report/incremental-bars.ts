import type { IncrementalResults, Sample, StepSeries } from '../results.ts';
import { ratioOf, spreadOf } from '../statistics.ts';
import { runPreflightCheck, unmeasured, type Bar } from './bar.ts';
import { secondsOf } from './find-samples.ts';
import { medianBytes } from './incremental-tables.ts';
import { megabytes, ratioText, secondsText } from './quantities.ts';

const MOST_TIME_RATIO = 0.45;
const MOST_STORED_SHARE = 0.015;
const MOST_UNCHANGED_SECONDS = 0.3;
const MOST_RESTORE_RATIO = 1.3;
const MOST_MEMORY_BYTES = 220e6;

/** The targets of diffs and incrs, measured or not. */
export function incrementalBars(results: IncrementalResults | undefined): readonly Bar[] {
  const steps = results?.steps?.series.find(({ name }) => name === 'incremental')?.steps;
  return [
    timeBar('diff', steps?.changed, steps?.first),
    timeBar('incr', steps?.changedAgain, steps?.first),
    storedBar(steps),
    unchangedBar(steps?.unchanged),
    restoreBar(results),
    memoryBar(results),
  ];
}

function timeBar(type: string, deltas: readonly Sample[] = [], firsts: readonly Sample[] = []): Bar {
  const words = [`${type} of 1 % ÷ the full before it (time)`, `≤ ${MOST_TIME_RATIO}`] as const;
  if (deltas.length === 0 || firsts.length === 0) return unmeasured(...words);
  const ratio = ratioOf(secondsOf(deltas), secondsOf(firsts));
  return runPreflightCheck(...words, ratioText(ratio), ratio.median <= MOST_TIME_RATIO);
}

function storedBar(steps: StepSeries['steps'] | undefined): Bar {
  const words = ['the same, stored bytes, the larger of both', '≤ 1.5 %'] as const;
  if (steps === undefined || steps.changed.length === 0 || steps.changedAgain.length === 0)
    return unmeasured(...words);
  const most = Math.max(medianBytes(steps.changed), medianBytes(steps.changedAgain));
  const share = most / medianBytes(steps.first);
  return runPreflightCheck(...words, `${(share * 100).toFixed(2)} %`, share <= MOST_STORED_SHARE);
}

function unchangedBar(samples: readonly Sample[] = []): Bar {
  const words = ['a run that finds nothing changed', '≤ 0.3 s'] as const;
  if (samples.length === 0) return unmeasured(...words);
  const { median, min, max } = spreadOf(secondsOf(samples));
  const measured = `${secondsText(median)} s (${secondsText(min)} – ${secondsText(max)})`;
  return runPreflightCheck(...words, measured, median <= MOST_UNCHANGED_SECONDS);
}

function restoreBar(results: IncrementalResults | undefined): Bar {
  const words = ['restore of full + diff + 24 incrs, 1 % each ÷ the full alone', '≤ 1.3'] as const;
  const samplesOf = (wanted: string) =>
    secondsOf(results?.restore?.find(({ name }) => name === wanted)?.samples ?? []);
  const [chain, full] = [samplesOf('large'), samplesOf('full')];
  if (chain.length === 0 || full.length === 0) return unmeasured(...words);
  const ratio = ratioOf(chain, full);
  return runPreflightCheck(...words, ratioText(ratio), ratio.median <= MOST_RESTORE_RATIO);
}

function memoryBar(results: IncrementalResults | undefined): Bar {
  const words = ['peak private memory with page tables, all sizes', '≤ 220 MB'] as const;
  const peaks = (results?.memory ?? []).map((entry) => ({ ...entry, most: Math.max(...entry.peakBytes) }));
  const [highest] = peaks.sort((left, right) => right.most - left.most);
  if (highest === undefined) return unmeasured(...words);
  const measured = `${megabytes(highest.most)} (${highest.title}, ${highest.sizeMb} MB)`;
  return runPreflightCheck(...words, measured, highest.most <= MOST_MEMORY_BYTES);
}
