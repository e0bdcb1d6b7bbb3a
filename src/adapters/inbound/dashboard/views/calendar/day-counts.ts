import type { CalendarDay, DayOutcome } from '../../api/types.ts';

export const OUTCOMES: readonly DayOutcome[] = ['verified', 'made', 'failed', 'missed', 'none'];

export type OutcomeCounts = Readonly<Record<DayOutcome, number>>;

export interface CalendarSummary {
  /** Counted from the first day with a run. */
  readonly days: number;
  readonly counts: OutcomeCounts;
  /** Newest first. */
  readonly failedDates: readonly string[];
  readonly missedDates: readonly string[];
}

export interface MonthCounts {
  readonly month: string;
  readonly counts: OutcomeCounts;
}

/** @param days oldest first */
export function summariseDays(days: readonly CalendarDay[]): CalendarSummary {
  const lived = activeDays(days);
  const datesOf = (wanted: DayOutcome): readonly string[] =>
    lived
      .filter(({ outcome }) => outcome === wanted)
      .map(({ date }) => date)
      .reverse();
  return {
    days: lived.length,
    counts: countDays(lived),
    failedDates: datesOf('failed'),
    missedDates: datesOf('missed'),
  };
}

export function activeDays(days: readonly CalendarDay[]): readonly CalendarDay[] {
  const first = days.findIndex(({ outcome, runs }) => outcome !== 'none' || runs > 0);
  return first < 0 ? [] : days.slice(first);
}

export function countByMonth(days: readonly CalendarDay[]): readonly MonthCounts[] {
  const months = new Map<string, CalendarDay[]>();
  for (const day of activeDays(days)) {
    const month = day.date.slice(0, 7);
    const known = months.get(month);
    if (known === undefined) months.set(month, [day]);
    else known.push(day);
  }
  return [...months].map(([month, those]) => ({ month, counts: countDays(those) })).reverse();
}

function countDays(days: readonly CalendarDay[]): OutcomeCounts {
  const counts = { verified: 0, made: 0, failed: 0, missed: 0, none: 0 };
  for (const { outcome } of days) counts[outcome] += 1;
  return counts;
}
