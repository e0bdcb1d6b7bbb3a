import type { MemoryPeaks, RollbackWriterRound, ScratchUse, WalWriterRound } from '../results.ts';
import { ratioOf, spreadOf } from '../statistics.ts';
import { runPreflightCheck, unmeasured, type Bar } from './bar.ts';
import { megabytes, ratioText } from './quantities.ts';

const MOST_MEMORY_BYTES = 220e6;
const MOST_GROWTH = 1.15;
const MOST_COMMIT_RATIO = 2;
const MOST_LOCK_RATIO = 1.2;
const MOST_BUSY_RATIO = 1.5;
const LEAST_COMMITS_PER_SECOND = 100;

export function memoryBars(peaks: readonly MemoryPeaks[] | undefined): readonly Bar[] {
  const size = ['peak private memory of the whole process tree', '≤ 220 MB'] as const;
  const growth = ['the same from the smallest to the largest database', 'flat within 15 %'] as const;
  if (peaks === undefined || peaks.length === 0) return [unmeasured(...size), unmeasured(...growth)];
  const highest = peaks.reduce((top, entry) => (highestOf(entry) > highestOf(top) ? entry : top));
  const where = `${megabytes(highestOf(highest))} (\`${highest.title}\`, ${highest.sizeMb} MB)`;
  return [
    runPreflightCheck(...size, where, highestOf(highest) <= MOST_MEMORY_BYTES),
    growthBar(growth, peaks),
  ];
}

function highestOf({ peakBytes }: MemoryPeaks): number {
  return spreadOf(peakBytes).max;
}

/** Uses the operation that grows most between any two sizes. */
function growthBar(words: readonly [string, string], peaks: readonly MemoryPeaks[]): Bar {
  const growths = [...new Set(peaks.map(({ title }) => title))].flatMap((title) => {
    const medians = peaks
      .filter((entry) => entry.title === title)
      .map(({ peakBytes }) => spreadOf(peakBytes).median);
    return medians.length < 2 ? [] : [{ title, growth: Math.max(...medians) / Math.min(...medians) }];
  });
  const [most] = growths.sort((left, right) => right.growth - left.growth);
  if (most === undefined) return unmeasured(...words);
  const measured = `${((most.growth - 1) * 100).toFixed(0)} % (\`${most.title}\`)`;
  return runPreflightCheck(...words, measured, most.growth <= MOST_GROWTH);
}

export function writerBars(
  wal: readonly WalWriterRound[] | undefined,
  rollback: readonly RollbackWriterRound[] | undefined,
): readonly Bar[] {
  return [longestCommitBar(wal), lockBar(rollback), busyBar(wal)];
}

function longestCommitBar(rounds: readonly WalWriterRound[] | undefined): Bar {
  const words = ["WAL: a writer's longest commit during a capture ÷ without one", '≤ 2'] as const;
  if (rounds === undefined) return unmeasured(...words);
  const ratio = ratioOf(
    rounds.map(({ capture }) => capture.longestMs),
    rounds.map(({ alone }) => alone.longestMs),
  );
  const measured = `${ratioText(ratio)}${likeLoadText(rounds)}`;
  return runPreflightCheck(...words, measured, ratio.median <= MOST_COMMIT_RATIO);
}

/** What the lock costs, apart from the processors and the disk that any such work takes. */
function likeLoadText(rounds: readonly WalWriterRound[]): string {
  const loads = rounds.flatMap(({ load }) => (load === undefined ? [] : [load.longestMs]));
  if (loads.length < rounds.length) return '';
  const ratio = ratioOf(
    rounds.map(({ capture }) => capture.longestMs),
    loads,
  );
  return `; ÷ during \`zstd -1 < db\`: ${ratio.median.toFixed(2)}`;
}

function lockBar(rounds: readonly RollbackWriterRound[] | undefined): Bar {
  const words = ["rollback journal: a writer's longest wait ÷ `cp` of the file", '≤ 1.2'] as const;
  if (rounds === undefined) return unmeasured(...words);
  const ratio = ratioOf(
    rounds.map(({ capture }) => capture.longestMs / 1000),
    rounds.map(({ copySeconds }) => copySeconds),
  );
  return runPreflightCheck(...words, ratioText(ratio), ratio.median <= MOST_LOCK_RATIO);
}

function busyBar(rounds: readonly WalWriterRound[] | undefined): Bar {
  const words = [
    'a capture during a busy writer (≥ 100 commits/s) ÷ during an idle one',
    '≤ 1.5, 0 restarts',
  ] as const;
  if (rounds === undefined) return unmeasured(...words);
  const ratio = ratioOf(
    rounds.map(({ busyCaptureSeconds }) => busyCaptureSeconds),
    rounds.map(({ idleCaptureSeconds }) => idleCaptureSeconds),
  );
  const restarts = rounds.reduce((sum, round) => sum + round.restarts, 0);
  const rate = spreadOf(rounds.map(({ capture }) => capture.commits / capture.seconds)).median;
  const measured = `${ratioText(ratio)}, ${restarts} restarts, ${rate.toFixed(0)} commits/s`;
  const isMet = ratio.median <= MOST_BUSY_RATIO && restarts === 0 && rate >= LEAST_COMMITS_PER_SECOND;
  return runPreflightCheck(...words, measured, isMet);
}

export function scratchBar(uses: readonly ScratchUse[] | undefined): Bar {
  const words = ['scratch space of a capture in WAL mode', '0 bytes'] as const;
  const bytes = uses?.filter(({ journalMode }) => journalMode === 'wal').map((use) => use.scratchBytes) ?? [];
  if (bytes.length === 0) return unmeasured(...words);
  const most = Math.max(...bytes);
  return runPreflightCheck(...words, most === 0 ? '0 bytes' : megabytes(most), most === 0);
}
