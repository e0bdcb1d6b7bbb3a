import { localTimeOf } from '../retention/calendar-bucket.ts';
import { DAY_MS } from '../units.ts';

/** The date of a time in one time zone, e.g. `2026-11-22`. */
export type LocalDates = (time: Date) => string;

/**
 * The local dates of a zone. Zone arithmetic is slow and a year view needs thousands of times: if a UTC day
 * starts and ends at the same offset, every time of it has that offset. Other days are computed time by time.
 * @param timeZone IANA name
 */
export function localDates(timeZone: string): LocalDates {
  const distances = new Map<number, number | undefined>();
  const distanceAt = (ms: number): number => localTimeOf(new Date(ms), timeZone).asUtc.getTime() - ms;
  const distanceOfDay = (day: number): number | undefined => {
    if (!distances.has(day)) {
      const first = distanceAt(day * DAY_MS);
      distances.set(day, first === distanceAt((day + 1) * DAY_MS) ? first : undefined);
    }
    return distances.get(day);
  };
  return (time) => {
    const ms = time.getTime();
    return isoDate(ms + (distanceOfDay(Math.floor(ms / DAY_MS)) ?? distanceAt(ms)));
  };
}

/** `count` dates up to `last`, oldest first; works on UTC dates, so days of 23 and 25 hours do not matter. */
export function datesUpTo(last: string, count: number): readonly string[] {
  const lastMs = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => isoDate(lastMs - (count - 1 - index) * DAY_MS));
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
