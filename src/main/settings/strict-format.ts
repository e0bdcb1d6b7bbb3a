import { parseGlob } from '../../domain/databases/glob-pattern.ts';
import { pathMistake } from '../../domain/databases/path-mistake.ts';

/**
 * What a setting may be. convict's own formats coerce too kindly (`no` is true, `14abc` is 14); these say no.
 */
export interface StrictFormat {
  /** What is wrong with a typed value, in words that follow the key, or `undefined` when it is fine. */
  problem(value: unknown): string | undefined;
  /** The value that a text (environment, flag) stands for; a text that does not fit comes back for `problem`. */
  fromText(text: string): unknown;
  /** The one spelling of a value that may be written in several; called only with a value that is fine. */
  canonical?(value: unknown): unknown;
}

const WHOLE_NUMBER = /^-?\d{1,15}$/;
const TRUE_WORDS = ['true', '1', 'yes'];
const FALSE_WORDS = ['false', '0', 'no'];

/** A whole number from `min` to `max`, both included; as text nothing but digits. */
export function wholeNumber(min: number, max: number): StrictFormat {
  return {
    problem: (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max
        ? undefined
        : `must be a whole number from ${String(min)} to ${String(max)}`,
    fromText: (text) => (WHOLE_NUMBER.test(text) ? Number(text) : text),
  };
}

/** true or false; as text also 1, 0, yes and no in any case. */
export function flag(): StrictFormat {
  return {
    problem: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
    fromText: (text) => {
      const word = text.toLowerCase();
      return TRUE_WORDS.includes(word) ? true : FALSE_WORDS.includes(word) ? false : text;
    },
  };
}

/** One of some words, spelt exactly. */
export function oneOf(words: readonly string[]): StrictFormat {
  return {
    problem: (value) => (words.includes(value as string) ? undefined : `must be one of ${words.join(', ')}`),
    fromText: (text) => text,
  };
}

/** One of the log levels in any case; Python's WARNING is warn. */
export function logLevel(levels: readonly string[]): StrictFormat {
  const canonical = (value: unknown): unknown => {
    const word = typeof value === 'string' ? value.toLowerCase() : value;
    return word === 'warning' ? 'warn' : word;
  };
  const exact = oneOf(levels);
  return { problem: (value) => exact.problem(canonical(value)), fromText: (text) => text, canonical };
}

/** An IANA time zone that this runtime knows. Distances such as +01:00 are none: they have no summer time. */
export function timeZone(): StrictFormat {
  return {
    problem: (value) =>
      typeof value === 'string' && /^[A-Za-z]/.test(value) && isKnownZone(value)
        ? undefined
        : 'must be a time zone such as Europe/Berlin or UTC',
    fromText: (text) => text,
  };
}

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A path; what it is relative to is settled later. */
export function path(): StrictFormat {
  return {
    problem: (value) =>
      typeof value === 'string' && value !== '' ? pathMistake(value) : 'must be a path that is not empty',
    fromText: (text) => text,
  };
}

/** A pattern of paths, see GlobPattern. */
export function glob(): StrictFormat {
  return {
    problem: (value) =>
      typeof value === 'string' && !value.startsWith('/') && parseGlob(value) !== undefined
        ? undefined
        : 'must be a pattern such as "**/*" or "*.db", relative to databases_directory',
    fromText: (text) => text,
  };
}

/** A setting that may also be absent: null, or an empty text where only text can be given. */
export function nullable(format: StrictFormat): StrictFormat {
  const problem = (value: unknown): string | undefined => {
    const found = value === null ? undefined : format.problem(value);
    return found === undefined ? undefined : `${found}, or null`;
  };
  return { problem, fromText: (text) => (text === '' ? null : format.fromText(text)) };
}

/** As `nullable`, where an empty text means the same as null in the configuration file too. */
export function nullableOrEmpty(format: StrictFormat): StrictFormat {
  const base = nullable(format);
  const canonical = (value: unknown): unknown => (value === '' ? null : value);
  return { ...base, problem: (value) => base.problem(canonical(value)), canonical };
}
