import type { Disk, Statistics } from '../../api/types.ts';
import type { Key } from '../../i18n/t.ts';

export type SeriesPoint = Statistics['databases'][number]['series'][number];

type LineRole = 'database' | 'stored' | 'duration' | 'total' | 'trend' | 'capacity';

interface ChartLine {
  readonly role: LineRole;
  /** One per time; null where the line has a gap. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}

export interface GrowthData extends ChartData {
  readonly totalBytes: number;
  /** The total size at which the disk is full. */
  readonly capacityBytes: number | undefined;
  /** A line that far above would flatten all others. */
  readonly isCapacityFar: boolean;
}

const DAY_S = 86_400;
const FAR = 4;
/** The forecast, as a share of the past. */
const AHEAD = 0.5;

export function sizeData(points: readonly SeriesPoint[]): ChartData {
  const inOrder = sortedByTime(points);
  return {
    times: inOrder.map(timeOf),
    lines: [
      { role: 'database', values: inOrder.map(({ database_bytes }) => database_bytes) },
      { role: 'stored', values: inOrder.map(({ stored_bytes }) => stored_bytes) },
    ],
  };
}

export function durationData(points: readonly SeriesPoint[]): ChartData {
  const inOrder = sortedByTime(points);
  return {
    times: inOrder.map(timeOf),
    lines: [{ role: 'duration', values: inOrder.map(({ duration_ms }) => duration_ms) }],
  };
}

export function growthData(points: readonly SeriesPoint[], disk: Disk): GrowthData {
  const inOrder = sortedByTime(points);
  let totalBytes = 0;
  const totals = inOrder.map(({ stored_bytes }) => (totalBytes += stored_bytes));
  const times = inOrder.map(timeOf);
  const capacityBytes = disk.free_bytes === null ? undefined : totalBytes + disk.free_bytes;
  const end = trendEnd(times, totalBytes, disk);
  const isCapacityFar =
    capacityBytes !== undefined && capacityBytes > FAR * Math.max(totalBytes, end?.bytes ?? 0);
  const all = end === undefined ? times : [...times, end.time];
  const lines: ChartLine[] = [{ role: 'total', values: end === undefined ? totals : [...totals, null] }];
  if (end !== undefined) {
    lines.push({ role: 'trend', values: [...times.slice(1).map(() => null), totalBytes, end.bytes] });
  }
  if (capacityBytes !== undefined && !isCapacityFar) {
    lines.push({ role: 'capacity', values: all.map(() => capacityBytes) });
  }
  return { times: all, lines, totalBytes, capacityBytes, isCapacityFar };
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function trendEnd(
  times: readonly number[],
  totalBytes: number,
  { growth_bytes_per_day: growth, full_in_days: days }: Disk,
): { readonly time: number; readonly bytes: number } | undefined {
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined || last === first || growth === null || growth <= 0) {
    return undefined;
  }
  const aheadDays = Math.min(days ?? Infinity, ((last - first) * AHEAD) / DAY_S);
  return { time: last + aheadDays * DAY_S, bytes: totalBytes + growth * aheadDays };
}

function sortedByTime(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
  return [...points].sort((left, right) => timeOf(left) - timeOf(right));
}

function timeOf({ created_at }: SeriesPoint): number {
  return Date.parse(created_at) / 1000;
}

interface LineStyle {
  /** A custom property of styles/tokens.css. */
  readonly color: string;
  /** Lengths of line and gap, for users without colour vision. */
  readonly dash?: readonly [number, number];
  readonly isFilled?: boolean;
  readonly word: Key;
}

export const LINE_STYLES = {
  database: { color: '--accent', isFilled: true, word: 'charts.seriesDatabase' },
  stored: { color: '--safe-fill', dash: [6, 3], word: 'charts.seriesStored' },
  duration: { color: '--accent', isFilled: true, word: 'charts.seriesDuration' },
  total: { color: '--accent', isFilled: true, word: 'charts.seriesTotal' },
  trend: { color: '--accent', dash: [4, 4], word: 'charts.seriesTrend' },
  capacity: { color: '--critical-fill', dash: [10, 4], word: 'charts.seriesCapacity' },
} as const satisfies Record<LineRole, LineStyle>;

type DiskOutlook =
  { readonly kind: 'days'; readonly days: number } | { readonly kind: 'far' | 'never' | 'unknown' };

const YEAR_DAYS = 365;
/** As in the health check. */
const SOON_DAYS = 14;

export function diskOutlook({
  growth_bytes_per_day: growth,
  full_in_days: days,
}: Pick<Disk, 'growth_bytes_per_day' | 'full_in_days'>): DiskOutlook {
  if (days !== null) {
    return days > YEAR_DAYS ? { kind: 'far' } : { kind: 'days', days: Math.max(1, Math.floor(days)) };
  }
  if (growth === null) return { kind: 'unknown' };
  return { kind: growth > 0 ? 'far' : 'never' };
}

export function diskTone(disk: Disk): 'safe' | 'attention' | 'critical' | 'unknown' {
  const { used_percent: used, warning_percent, critical_percent, full_in_days: days } = disk;
  if (used === null) return 'unknown';
  if (used >= critical_percent) return 'critical';
  return used >= warning_percent || (days !== null && days < SOON_DAYS) ? 'attention' : 'safe';
}
