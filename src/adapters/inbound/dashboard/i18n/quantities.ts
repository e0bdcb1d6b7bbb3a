import prettyBytes from 'pretty-bytes';
import { numberFormat } from './formatters.ts';
import type { Language } from './language.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Decimal units and three digits, as on the command line: `42.1 MB`. */
export function bytesText(bytes: number, language: Language): string {
  return prettyBytes(bytes, { locale: language });
}

export function bytesExactly(bytes: number, language: Language): string {
  return numberFormat(language, { style: 'unit', unit: 'byte', unitDisplay: 'long' }).format(bytes);
}

export function numberText(value: number, language: Language, digits = 0): string {
  return numberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** @param share 0.62 is 62 % */
export function percentText(share: number, language: Language): string {
  return numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `0.4 s`, `41 s`, `3 min 20 s`, `2 hr 5 min`: two units at most. */
export function durationText(durationMs: number, language: Language): string {
  if (durationMs < SECOND_MS) return unitText(Math.round(durationMs), 'millisecond', language);
  if (durationMs < 10 * SECOND_MS) return unitText(durationMs / SECOND_MS, 'second', language, 1);
  const steps = [
    { unit: 'day', sizeMs: DAY_MS, lower: 'hour', lowerMs: HOUR_MS },
    { unit: 'hour', sizeMs: HOUR_MS, lower: 'minute', lowerMs: MINUTE_MS },
    { unit: 'minute', sizeMs: MINUTE_MS, lower: 'second', lowerMs: SECOND_MS },
  ] as const;
  for (const { unit, sizeMs, lower, lowerMs } of steps) {
    const rounded = Math.round(durationMs / lowerMs) * lowerMs;
    if (rounded < sizeMs) continue;
    const whole = Math.floor(rounded / sizeMs);
    const rest = Math.round((rounded - whole * sizeMs) / lowerMs);
    const texts = [unitText(whole, unit, language)];
    if (rest > 0) texts.push(unitText(rest, lower, language));
    return texts.join(language === 'zh-CN' ? '' : ' ');
  }
  return unitText(Math.round(durationMs / SECOND_MS), 'second', language);
}

function unitText(value: number, unit: string, language: Language, digits = 0): string {
  return numberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);
}
