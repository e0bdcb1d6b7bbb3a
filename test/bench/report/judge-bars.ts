import type { Results } from '../results.ts';
import { ratioOf, spreadOf } from '../statistics.ts';
import { runPreflightCheck, unmeasured, type Bar } from './bar.ts';
import { memoryBars, scratchBar, writerBars } from './resource-bars.ts';
import { findSamples, secondsOf } from './find-samples.ts';
import { ratioText } from './quantities.ts';

interface Race {
  readonly what: string;
  readonly experiment: 'create' | 'restore' | 'verify';
  readonly ours: string;
  readonly theirs: string;
  readonly most: number;
  /** How much more than theirs ours may store. */
  readonly mostStored?: number;
}

const RACES: readonly Race[] = [
  {
    what: '`create --no-verify` zstd ÷ (`.backup`, then `zstd -1`)',
    experiment: 'create',
    ours: 'ours-zstd',
    theirs: 'backup-zstd',
    most: 0.85,
    mostStored: 1.03,
  },
  {
    what: '`create --no-verify` zstd ÷ `zstd -1 < db`, the bare limit',
    experiment: 'create',
    ours: 'ours-zstd',
    theirs: 'zstd',
    most: 1.7,
  },
  {
    what: 'the verification after `create` ÷ (`zstd -dc` into `sha256sum`)',
    experiment: 'verify',
    ours: 'ours-verification',
    theirs: 'zstd-sha256',
    most: 1,
  },
  {
    what: '`verify --level checksum`, start of the program included ÷ (`zstd -dc` into `sha256sum`)',
    experiment: 'verify',
    ours: 'ours-verify',
    theirs: 'zstd-sha256',
    most: 1,
  },
  {
    what: '`create --no-verify` gzip ÷ (`.backup`, then `pigz` at the level of equal size)',
    experiment: 'create',
    ours: 'ours-gzip',
    theirs: 'backup-pigz',
    most: 1,
  },
  {
    what: '`create --no-verify` none ÷ (`cp`, then `sync -f`)',
    experiment: 'create',
    ours: 'ours-none',
    theirs: 'cp',
    most: 1.5,
  },
  {
    what: 'the same without the source check ÷ (`cp`, then `sync -f`)',
    experiment: 'create',
    ours: 'ours-none-unchecked',
    theirs: 'cp',
    most: 1.1,
  },
  {
    what: '`create` zstd, verification included ÷ `restic backup`, first',
    experiment: 'create',
    ours: 'ours-zstd-verified',
    theirs: 'restic',
    most: 0.4,
  },
  {
    what: '`restore` zstd ÷ (`zstd -d`, then `sync -f`)',
    experiment: 'restore',
    ours: 'ours-restore',
    theirs: 'zstd-d',
    most: 1.1,
  },
];

/** Every bar, measured or not. */
export function judgeBars(results: Results): readonly Bar[] {
  return [
    ...RACES.map((race) => judgeRace(race, results)),
    ...memoryBars(results.memory),
    ...writerBars(results['writer-wal'], results['writer-rollback']),
    scratchBar(results.scratch),
  ];
}

function judgeRace({ what, experiment, ours, theirs, most, mostStored }: Race, results: Results): Bar {
  const bar = `≤ ${most}${mostStored === undefined ? '' : `, at most ${percentAbove(mostStored)} larger`}`;
  const own = findSamples(results[experiment], results.mainSizeMb, ours);
  const others = findSamples(results[experiment], results.mainSizeMb, theirs);
  if (own.length === 0 || others.length === 0) return unmeasured(what, bar);
  const time = ratioOf(secondsOf(own), secondsOf(others));
  if (mostStored === undefined) return runPreflightCheck(what, bar, ratioText(time), time.median <= most);
  const stored =
    spreadOf(own.map(({ storedBytes }) => storedBytes)).median /
    spreadOf(others.map(({ storedBytes }) => storedBytes)).median;
  const measured = `${ratioText(time)}, size × ${stored.toFixed(3)}`;
  return runPreflightCheck(what, bar, measured, time.median <= most && stored <= mostStored);
}

function percentAbove(ratio: number): string {
  return `${((ratio - 1) * 100).toFixed(0)} %`;
}
