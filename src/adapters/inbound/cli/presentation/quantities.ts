import prettyBytes from 'pretty-bytes';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../domain/units.ts';

export function formatSize(bytes: number): string {
  return prettyBytes(bytes);
}

export function formatDuration(durationMs: number): string {
  if (durationMs < SECOND_MS) return `${String(Math.round(durationMs))} ms`;
  if (durationMs < MINUTE_MS) return `${(durationMs / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(durationMs / SECOND_MS);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

export function formatCount(count: number, thing: string): string {
  return `${String(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** E.g. `4.1x`; `-` if unknown. */
export function formatRatio(databaseBytes: number | undefined, storedBytes: number): string {
  return databaseBytes === undefined || storedBytes === 0
    ? '-'
    : `${(databaseBytes / storedBytes).toFixed(1)}x`;
}

/** `2026-11-22 21:08:00Z`. */
export function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ') + 'Z';
}

/** `3 h ago`; a future time is never rounded to now. */
export function formatAge(time: Date, now: Date): string {
  const ageMs = now.getTime() - time.getTime();
  if (ageMs < 0) return 'in the future';
  if (ageMs < MINUTE_MS) return 'just now';
  if (ageMs < HOUR_MS) return `${String(Math.floor(ageMs / MINUTE_MS))} min ago`;
  if (ageMs < 2 * DAY_MS) return `${String(Math.floor(ageMs / HOUR_MS))} h ago`;
  return `${String(Math.floor(ageMs / DAY_MS))} days ago`;
}

/** All of one width, to align columns. */
export const MARK_OF = {
  ok: '[ ok ]',
  healthy: '[ ok ]',
  warning: '[warn]',
  failed: '[fail]',
  critical: '[fail]',
} as const;
