import { DAY_MS, HOUR_MS, MINUTE_MS } from '../units.ts';

/** From the shortest to the longest. */
export const BUCKET_KINDS = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type BucketKind = (typeof BUCKET_KINDS)[number];

export interface LocalTime {
  /** The local date and time as if it were UTC: keeps calendar arithmetic simple. */
  readonly asUtc: Date;
  /** Offset from UTC at that time, e.g. `+01:00`. */
  readonly offset: string;
}

const OFFSET = /GMT(?:(?<sign>[+\u2212-])(?<hours>\d\d):(?<minutes>\d\d)(?::(?<seconds>\d\d))?)?$/;

/** Creating a formatter is slower than a hundred uses. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * @param timeZone IANA name
 * @throws RangeError there is no such zone
 */
export function localTimeOf(time: Date, timeZone: string): LocalTime {
  const groups = OFFSET.exec(formatterOf(timeZone).format(time))?.groups ?? {};
  const { sign = '+', hours = '00', minutes = '00', seconds = '00' } = groups;
  const distanceMs = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * 1000;
  const isWest = sign !== '+';
  return {
    asUtc: new Date(time.getTime() + (isWest ? -distanceMs : distanceMs)),
    offset: `${isWest ? '-' : '+'}${hours}:${minutes}`,
  };
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const created = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formatters.set(timeZone, created);
  return created;
}

/**
 * The bucket of a local time, e.g. `daily 2026-11-20`. Hours include the offset: the repeated hour at the end
 * of summer time is two.
 */
export function bucketNameOf(kind: BucketKind, { asUtc, offset }: LocalTime): string {
  const text = asUtc.toISOString();
  switch (kind) {
    case 'hourly':
      return `hourly ${text.slice(0, 10)} ${text.slice(11, 13)}:00${offset}`;
    case 'daily':
      return `daily ${text.slice(0, 10)}`;
    case 'weekly':
      return `weekly ${isoWeekOf(asUtc)}`;
    case 'monthly':
      return `monthly ${text.slice(0, 7)}`;
    case 'yearly':
      return `yearly ${text.slice(0, 4)}`;
  }
}

/** ISO 8601: a week starts on Monday and belongs to the year of its Thursday. */
function isoWeekOf(local: Date): string {
  const daysSinceMonday = (local.getUTCDay() + 6) % 7;
  const thursday = new Date(local.getTime() + (3 - daysSinceMonday) * DAY_MS);
  const year = thursday.toISOString().slice(0, 4);
  const daysIntoYear = Math.floor((thursday.getTime() - Date.parse(`${year}-01-01T00:00:00Z`)) / DAY_MS);
  return `${year}-W${String(Math.floor(daysIntoYear / 7) + 1).padStart(2, '0')}`;
}
