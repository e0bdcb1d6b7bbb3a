import type { CalendarDay, DayOutcome } from '../../api/types.ts';
import { formatDay } from '../../i18n/format.ts';
import { listText, t } from '../../i18n/t.ts';

export const OUTCOMES: readonly DayOutcome[] = ['verified', 'made', 'unchanged', 'failed', 'missed', 'none'];

type OutcomeCounts = Readonly<Record<DayOutcome, number>>;

interface CalendarSummary {
  /** Counted from the first day with a run. */
  readonly days: number;
  readonly counts: OutcomeCounts;
  /** Newest first. */
  readonly failedDates: readonly string[];
  readonly missedDates: readonly string[];
}

interface MonthCounts {
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
  const counts = { verified: 0, made: 0, unchanged: 0, failed: 0, missed: 0, none: 0 };
  for (const { outcome } of days) counts[outcome] += 1;
  return counts;
}

const MOST_DATES = 3;

/** "90 days: 89 verified, 1 missed (3 Oct)" */
export function summaryText(days: readonly CalendarDay[]): string {
  const { days: count, counts, failedDates, missedDates } = summariseDays(days);
  if (count === 0) return t('calendar.nothing', { days: t('calendar.days', { count: days.length }) });
  const parts = [
    counts.verified > 0 && t('calendar.verified', { count: counts.verified }),
    counts.made > 0 && t('calendar.made', { count: counts.made }),
    counts.unchanged > 0 && t('calendar.unchanged', { count: counts.unchanged }),
    counts.failed > 0 && withDates(t('calendar.failed', { count: counts.failed }), failedDates),
    counts.missed > 0 && withDates(t('calendar.missed', { count: counts.missed }), missedDates),
    counts.none > 0 && t('calendar.quiet', { count: counts.none }),
  ].filter((part) => part !== false);
  return t('calendar.summary', {
    days: t('calendar.days', { count }),
    counts: listText(parts),
  });
}

/** "Sat, 3 Oct 2026: missed: no run started when it was due" */
export function dayText({ date, outcome, runs, failures }: CalendarDay): string {
  const facts = [t(`calendar.day_${outcome}`)];
  if (runs > 0) facts.push(t('calendar.dayRuns', { count: runs }));
  if (failures > 0) facts.push(t('calendar.dayFailures', { count: failures }));
  return t('calendar.day', { date: formatDay(date), outcome: listText(facts) });
}

/** @param month `2026-11` */
export function monthText(month: string, form: 'short' | 'long' = 'short'): string {
  return formatDay(`${month}-15`, { month: form, ...(form === 'long' && { year: 'numeric' }) });
}

function withDates(text: string, dates: readonly string[]): string {
  const shown = listText(
    dates.slice(0, MOST_DATES).map((date) => formatDay(date, { month: 'short', day: 'numeric' })),
  );
  const left = dates.length - MOST_DATES;
  return t('calendar.withDates', {
    text,
    dates: left > 0 ? t('calendar.andMore', { dates: shown, count: left }) : shown,
  });
}
