import { isManaged, typeOf, type Backup } from '../backup/backup.ts';
import { warning, type HealthFinding } from './health.ts';
import { DAY_MS, HOUR_MS } from '../units.ts';

/** Backups and cleanups follow a daily rhythm: compare only samples of the same time of day. */
const SAME_TIME_MS = HOUR_MS;
/** Less than two days of samples give no trend. */
const LEAST_SPAN_MS = 2 * DAY_MS;
/** Per database: fewer sizes give no trend. */
const FEWEST_BACKUPS = 4;
/** Old sizes predict little, and the pairs of a thousand databases cost time. */
const MOST_BACKUPS = 20;
const WARNING_DAYS = 14;

export interface SpaceSample {
  readonly at: Date;
  readonly freeBytes: number;
}

/** How fast the disk of the backup directory fills. */
export interface DiskTrend {
  /** Negative while it empties. */
  readonly bytesPerDay: number;
  /**
   * `measured`: from free space over days. `backups`: from the growth of the databases, times the number of
   * backups.
   */
  readonly basis: 'measured' | 'backups';
  /** `undefined` while it does not fill. */
  readonly fullInDays: number | undefined;
}

/** `undefined` where too little is known. */
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

export function diskTrendFindings(found: DiskTrend | undefined): readonly HealthFinding[] {
  const days = found?.fullInDays;
  if (found === undefined || days === undefined || days > WARNING_DAYS) return [];
  const basis = found.basis === 'measured' ? 'as measured in the last days' : 'as the backups grow';
  return [
    warning({
      kind: 'disk_filling_up',
      message: `the disk of the backup directory is full in ${days < 1 ? 'less than a day' : `${days.toFixed(0)} days`}, ${basis}`,
      hint: 'Free some space, lower keep_days or max_backup_files, or move backup_dir to a larger disk.',
    }),
  ];
}

function trend(bytesPerDay: number, freeBytes: number, basis: DiskTrend['basis']): DiskTrend {
  return { bytesPerDay, basis, fullInDays: bytesPerDay > 0 ? freeBytes / bytesPerDay : undefined };
}

/**
 * The daily growth of one database's fulls at their present number: the size of a delta shows the changes, not the
 * database. Growth towards the number that retention keeps is left out: it ends by itself.
 */
function growthPerDay(backups: readonly Backup[]): number | undefined {
  const points = backups
    .filter((backup) => isManaged(backup) && typeOf(backup) === 'full')
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
 * The change of a value per day: the median of the slopes between points far enough apart (Theil-Sen), so
 * that single outliers do not count. `undefined` where the points cover too little time.
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
