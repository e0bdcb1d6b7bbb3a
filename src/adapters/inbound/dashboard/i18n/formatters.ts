import type { Language } from './languages.ts';

// Making a formatter costs a hundred times what using it does, and a list needs some for every row that scrolls by.

const numberFormats = new Map<string, Intl.NumberFormat>();
const momentFormats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

export function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return keptIn(numberFormats, language, options, () => new Intl.NumberFormat(language, options));
}

export function momentFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keptIn(momentFormats, language, options, () => new Intl.DateTimeFormat(language, options));
}

export function relativeFormat(
  language: Language,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return keptIn(relativeFormats, language, options, () => new Intl.RelativeTimeFormat(language, options));
}

function keptIn<T>(kept: Map<string, T>, language: Language, options: object, make: () => T): T {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = kept.get(key) ?? make();
  kept.set(key, known);
  return known;
}
