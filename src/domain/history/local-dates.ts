import { localTimeOf } from '../retention/calendar-bucket.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Says on which date of a time zone a moment is, e.g. `2026-11-22`. */
export type LocalDates = (moment: Date) => string;

/**
 * The dates that the clocks of a zone show. Asking the zone takes long, and whoever draws a year asks for thousands of
 * moments: of a UTC day that begins and ends at the same distance from the zone every moment is at that distance. On
 * the days on which the clocks change each moment is asked for.
 *
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
  return (moment) => {
    const ms = moment.getTime();
    return isoDate(ms + (distanceOfDay(Math.floor(ms / DAY_MS)) ?? distanceAt(ms)));
  };
}

/** So many dates up to a last one, oldest first. Days of 23 and 25 hours are days like any other. */
export function datesUpTo(last: string, count: number): readonly string[] {
  const lastMs = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => isoDate(lastMs - (count - 1 - index) * DAY_MS));
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
