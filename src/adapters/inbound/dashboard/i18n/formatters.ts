import type { Language } from './language.ts';

// Creating an Intl formatter is about a hundred times slower than using it, so they are cached.

const numberFormats = new Map<string, Intl.NumberFormat>();
const momentFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

export function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached(numberFormats, language, options, () => new Intl.NumberFormat(language, options));
}

export function momentFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(momentFormats, language, options, () => new Intl.DateTimeFormat(language, options));
}

export function relativeFormat(
  language: Language,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return cached(relativeFormats, language, options, () => new Intl.RelativeTimeFormat(language, options));
}

function cached<T>(kept: Map<string, T>, language: Language, options: object, make: () => T): T {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = kept.get(key) ?? make();
  kept.set(key, known);
  return known;
}
