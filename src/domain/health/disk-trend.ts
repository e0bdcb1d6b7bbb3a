import { isManaged, type Backup } from '../backup/backup.ts';
import { warning, type HealthFinding } from './health.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Backups come and retention goes once a day: what is compared is of the same time of day, or it is that what shows. */
const SAME_TIME_MS = 60 * 60 * 1000;
/** Two days' worth; from less nothing is concluded. */
const LEAST_SPAN_MS = 2 * DAY_MS;
/** Of one database: fewer sizes are no trend. */
const FEWEST_BACKUPS = 4;
/** Old sizes say little of what comes, and every pair costs; of a thousand databases each has its own. */
const MOST_BACKUPS = 20;
const WARNING_DAYS = 14;

/** The room that was free at a moment. */
export interface SpaceSample {
  readonly at: Date;
  readonly freeBytes: number;
}

/** How fast the disk under the backups fills, and from what that is known. */
export interface DiskTrend {
  /** Negative while it empties. */
  readonly bytesPerDay: number;
  /** `measured`: free room over days. `backups`: what the growth of the databases makes of as many backups as there are. */
  readonly basis: 'measured' | 'backups';
  /** Days until nothing is free; `undefined` while it does not fill. */
  readonly fullInDays: number | undefined;
}

/** The trend of the free room; `undefined` where too little is known of it. */
export function diskTrend(
  freeBytes: number | undefined,
  samples: readonly SpaceSample[],
  backups: readonly (readonly Backup[])[],
): DiskTrend | undefined {
  if (freeBytes === undefined) return undefined;
  const freed = robustSlope(
    samples.map(({ at, freeBytes: value }) => ({ ms: at.getTime(), value })),
    isWholeDays,
  );
  if (freed !== undefined) return trend(-freed, freeBytes, 'measured');
  const growths = backups.map(growthPerDay).filter((growth) => growth !== undefined);
  if (growths.length === 0) return undefined;
  const growth = growths.reduce((sum, one) => sum + one, 0);
  return trend(growth, freeBytes, 'backups');
}

/** Whether the disk will be full soon. */
export function diskTrendFindings(found: DiskTrend | undefined): readonly HealthFinding[] {
  const days = found?.fullInDays;
  if (found === undefined || days === undefined || days > WARNING_DAYS) return [];
  const basis = found.basis === 'measured' ? 'as it filled in the last days' : 'as the backups grow';
  return [
    warning({
      kind: 'disk_filling_up',
      message: `the disk of the backup directory is full in ${days < 1 ? 'less than a day' : `${days.toFixed(0)} days`}, ${basis}`,
      hint: 'Free some room, lower keep_days or max_backup_files, or move backup_dir to a larger disk.',
    }),
  ];
}

function trend(bytesPerDay: number, freeBytes: number, basis: DiskTrend['basis']): DiskTrend {
  return { bytesPerDay, basis, fullInDays: bytesPerDay > 0 ? freeBytes / bytesPerDay : undefined };
}

/**
 * By how much one database's backups take more room each day while retention keeps as many as there are now. What they
 * take more because there are not yet as many as retention keeps is not in it: that ends by itself.
 */
function growthPerDay(backups: readonly Backup[]): number | undefined {
  const points = backups
    .filter(isManaged)
    .map(({ createdAt, storedBytes }) => ({ ms: createdAt.getTime(), value: storedBytes }))
    .sort((left, right) => right.ms - left.ms);
  if (points.length < FEWEST_BACKUPS) return undefined;
  const slope = robustSlope(points.slice(0, MOST_BACKUPS), (distanceMs) => distanceMs >= DAY_MS);
  return slope === undefined ? undefined : slope * points.length;
}

interface Point {
  readonly ms: number;
  readonly value: number;
}

/**
 * How much a value changes in a day: the median of the slopes between all points that are far enough apart (Theil and
 * Sen), so that a file which came and went does not bend it. `undefined` where the points span too little time.
 */
function robustSlope(
  points: readonly Point[],
  isComparable: (distanceMs: number) => boolean,
): number | undefined {
  const newest = [...points].sort((left, right) => right.ms - left.ms);
  const [last] = newest;
  const first = newest.at(-1);
  if (last === undefined || first === undefined || last.ms - first.ms < LEAST_SPAN_MS) return undefined;
  const slopes = newest
    .flatMap((later, index) =>
      newest
        .slice(index + 1)
        .filter(({ ms }) => isComparable(later.ms - ms))
        .map(({ ms, value }) => ((later.value - value) * DAY_MS) / (later.ms - ms)),
    )
    .sort((left, right) => left - right);
  const below = slopes[Math.floor((slopes.length - 1) / 2)];
  const above = slopes[Math.floor(slopes.length / 2)];
  return below === undefined || above === undefined ? undefined : (below + above) / 2;
}

function isWholeDays(distanceMs: number): boolean {
  const days = Math.round(distanceMs / DAY_MS);
  return days > 0 && Math.abs(distanceMs - days * DAY_MS) <= SAME_TIME_MS;
}
