import { language } from './language.ts';
import { absoluteText, dayText, exactText, relativeText } from './moments.ts';
import { bytesExactly, bytesText, durationText, numberText, percentText } from './quantities.ts';

// All use the current language; components that call them are rendered again when it changes.

/** `42.1 MB` */
export const formatBytes = (bytes: number): string => bytesText(bytes, language.value);
/** `42,123,456 bytes` */
export const formatBytesExactly = (bytes: number): string => bytesExactly(bytes, language.value);
/** `3.2 MB/s` */
export const formatRate = (bytesPerSecond: number): string =>
  `${bytesText(bytesPerSecond, language.value)}/s`;
export const formatNumber = (value: number, digits = 0): string => numberText(value, language.value, digits);
/** @param share 0.62 is 62 % */
export const formatPercent = (share: number): string => percentText(share, language.value);
export const formatDuration = (durationMs: number): string => durationText(durationMs, language.value);
/** `3 hours ago` */
export const formatRelative = (moment: Date, now: Date): string => relativeText(moment, now, language.value);
/** `21 Nov 2026, 02:00` */
export const formatAbsolute = (moment: Date, timeZone?: string): string =>
  absoluteText(moment, language.value, timeZone);
export const formatExact = (moment: Date, timeZone?: string): string =>
  exactText(moment, language.value, timeZone);
/** @param date `2026-11-22` */
export const formatDay = (date: string): string => dayText(date, language.value);
