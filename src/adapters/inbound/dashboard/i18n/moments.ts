import { momentFormat, relativeFormat } from './formatters.ts';
import type { Language } from './language.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const JUST_NOW_MS = 45 * SECOND_MS;

const STEPS = [
  { below: 60 * MINUTE_MS, unit: 'minute', sizeMs: MINUTE_MS },
  { below: 36 * HOUR_MS, unit: 'hour', sizeMs: HOUR_MS },
  { below: 60 * DAY_MS, unit: 'day', sizeMs: DAY_MS },
  { below: 700 * DAY_MS, unit: 'month', sizeMs: 30.44 * DAY_MS },
  { below: Infinity, unit: 'year', sizeMs: 365.25 * DAY_MS },
] as const;

/** `3 hours ago`, `in 21 minutes`; rounded down. */
export function relativeText(moment: Date, now: Date, language: Language): string {
  const distanceMs = moment.getTime() - now.getTime();
  const format = relativeFormat(language, { numeric: 'always' });
  const absoluteMs = Math.abs(distanceMs);
  if (absoluteMs < JUST_NOW_MS) {
    return relativeFormat(language, { numeric: 'auto' }).format(0, 'second');
  }
  const step = STEPS.find(({ below }) => absoluteMs < below) ?? STEPS[STEPS.length - 1];
  if (step === undefined) return '';
  const amount = Math.max(1, Math.floor(absoluteMs / step.sizeMs));
  return format.format(distanceMs < 0 ? -amount : amount, step.unit);
}

export function exactText(moment: Date, language: Language, timeZone?: string): string {
  return momentFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    ...(timeZone !== undefined && { timeZone }),
  }).format(moment);
}

/** `21 Nov 2026, 02:00` */
export function absoluteText(moment: Date, language: Language, timeZone?: string): string {
  return momentFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone !== undefined && { timeZone }),
  }).format(moment);
}

/** @param date a calendar day such as `2026-11-22`, in any zone */
export function dayText(date: string, language: Language): string {
  const noon = new Date(`${date}T12:00:00Z`);
  return momentFormat(language, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(noon);
}
