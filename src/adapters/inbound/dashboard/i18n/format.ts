import prettyBytes from 'pretty-bytes';
import { language } from './language.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../domain/units.ts';

// All use the current language; components that call them are rendered again when it changes.

const JUST_NOW_MS = 45 * SECOND_MS;
const LAST_IN_HOURS_MS = 72 * HOUR_MS;

const RELATIVE_STEPS = [
  { below: 60 * MINUTE_MS, unit: 'minute', sizeMs: MINUTE_MS },
  { below: 36 * HOUR_MS, unit: 'hour', sizeMs: HOUR_MS },
  { below: 60 * DAY_MS, unit: 'day', sizeMs: DAY_MS },
  { below: 700 * DAY_MS, unit: 'month', sizeMs: 30.44 * DAY_MS },
  { below: Infinity, unit: 'year', sizeMs: 365.25 * DAY_MS },
] as const;

const DURATION_STEPS = [
  { unit: 'day', sizeMs: DAY_MS, lower: 'hour', lowerMs: HOUR_MS },
  { unit: 'hour', sizeMs: HOUR_MS, lower: 'minute', lowerMs: MINUTE_MS },
  { unit: 'minute', sizeMs: MINUTE_MS, lower: 'second', lowerMs: SECOND_MS },
] as const;

const DATE_AND_TIME = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** Creating an Intl formatter is about a hundred times slower than using it. */
const cache = new Map<string, unknown>();

/** `42.1 MB`, in the units of the command line */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes, { locale: language.value });
}

/** `42,123,456 bytes` */
export function formatBytesExactly(bytes: number): string {
  return numberFormat({ style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(bytes);
}

/** `3.2 MB/s` */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

export function formatNumber(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** @param share 0.62 is 62 % */
export function formatPercent(share: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** As `formatPercent`, but a small share is not rounded to zero: `0.1%`. */
export function formatShare(share: number): string {
  if (share <= 0 || share >= 0.01) return formatPercent(share);
  return numberFormat({ style: 'percent', maximumSignificantDigits: 1 }).format(share);
}

/** `412 ms`, `4.1 sec`, `3 min 20 sec`, `2 hr 5 min`: two units at most. */
export function formatDuration(durationMs: number): string {
  if (durationMs < SECOND_MS) return formatUnit(Math.round(durationMs), 'millisecond');
  if (durationMs < 10 * SECOND_MS) return formatUnit(durationMs / SECOND_MS, 'second', 1);
  for (const { unit, sizeMs, lower, lowerMs } of DURATION_STEPS) {
    const rounded = Math.round(durationMs / lowerMs) * lowerMs;
    if (rounded < sizeMs) continue;
    const whole = Math.floor(rounded / sizeMs);
    const rest = Math.round((rounded - whole * sizeMs) / lowerMs);
    const texts = [formatUnit(whole, unit)];
    if (rest > 0) texts.push(formatUnit(rest, lower));
    return texts.join(language.value === 'zh-CN' ? '' : ' ');
  }
  return formatUnit(Math.round(durationMs / SECOND_MS), 'second');
}

/** `12 minutes`, `26 hours`, `9 days`: one unit, to compare an age with its limit. */
export function formatSpan(spanMs: number): string {
  const [unit, sizeMs] =
    spanMs < HOUR_MS
      ? (['minute', MINUTE_MS] as const)
      : spanMs < LAST_IN_HOURS_MS
        ? (['hour', HOUR_MS] as const)
        : (['day', DAY_MS] as const);
  const amount = Math.max(1, Math.floor(spanMs / sizeMs));
  return numberFormat({ style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

/** `3 hours ago`, `in 21 minutes`; rounded down. */
export function formatRelative(date: Date, now: Date): string {
  const distanceMs = date.getTime() - now.getTime();
  const absoluteMs = Math.abs(distanceMs);
  if (absoluteMs < JUST_NOW_MS) return relativeFormat({ numeric: 'auto' }).format(0, 'second');
  const step = RELATIVE_STEPS.find(({ below }) => absoluteMs < below) ?? RELATIVE_STEPS[4];
  const amount = Math.max(1, Math.floor(absoluteMs / step.sizeMs));
  return relativeFormat({ numeric: 'always' }).format(distanceMs < 0 ? -amount : amount, step.unit);
}

/** `21 Nov 2026, 02:00` */
export function formatAbsolute(date: Date, timeZone?: string): string {
  return dateFormat({ ...DATE_AND_TIME, ...(timeZone !== undefined && { timeZone }) }).format(date);
}

/** With seconds and zone. */
export function formatExact(date: Date, timeZone?: string): string {
  const options = { ...DATE_AND_TIME, second: '2-digit', timeZoneName: 'longOffset' } as const;
  return dateFormat({ ...options, ...(timeZone !== undefined && { timeZone }) }).format(date);
}

/** @param date a calendar day such as `2026-11-22`, in any zone */
export function formatDay(
  date: string,
  options: Intl.DateTimeFormatOptions = { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
): string {
  return dateFormat({ ...options, timeZone: 'UTC' }).format(new Date(`${date}T12:00:00Z`));
}

export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached('number', options, () => new Intl.NumberFormat(language.value, options));
}

export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached('date', options, () => new Intl.DateTimeFormat(language.value, options));
}

function relativeFormat(options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat {
  return cached('relative', options, () => new Intl.RelativeTimeFormat(language.value, options));
}

function cached<T>(kind: string, options: object, create: () => T): T {
  const key = `${kind} ${language.value} ${JSON.stringify(options)}`;
  const known = (cache.get(key) as T | undefined) ?? create();
  cache.set(key, known);
  return known;
}

function formatUnit(value: number, unit: string, maximumFractionDigits = 0): string {
  return numberFormat({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(value);
}
