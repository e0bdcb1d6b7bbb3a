import type { Language } from '../../i18n/language.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LAST_IN_HOURS_MS = 72 * HOUR_MS;

/** `12 minutes`, `26 hours`, `9 days`: one unit, to compare an age with its limit. */
export function spanText(spanMs: number, language: Language): string {
  const [unit, sizeMs] =
    spanMs < HOUR_MS
      ? (['minute', MINUTE_MS] as const)
      : spanMs < LAST_IN_HOURS_MS
        ? (['hour', HOUR_MS] as const)
        : (['day', DAY_MS] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.max(1, Math.floor(spanMs / sizeMs)),
  );
}
