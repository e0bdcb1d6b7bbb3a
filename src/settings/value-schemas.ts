import { isIP } from 'node:net';
import { z } from 'zod';
import { CronerCalendar } from '../adapters/outbound/calendar/croner-calendar.ts';
import { isDatabaseName } from '../domain/backup/database-name.ts';
import { parseGlob } from '../domain/databases/glob-pattern.ts';
import { pathMistake } from '../domain/databases/path-mistake.ts';
import { nearestName } from './nearest-name.ts';

// Messages follow the key, as in "keep_days: must be ...", or the field, as in `"path": it must be ...`.

const WHOLE_NUMBER = /^-?\d{1,15}$/;
const BOOLEAN_OF: Readonly<Record<string, boolean>> = {
  ...{ true: true, '1': true, yes: true },
  ...{ false: false, '0': false, no: false },
};
const HOST_NAME = /^(?!.*\.\.)[a-z0-9]([a-z0-9._-]{0,252})$/i;
const EMPTY_PATH = 'must be a path that is not empty';
const NAME_RULE = 'must be 1 to 64 letters, digits, ".", "_" or "-", the first a letter or digit';

const calendar = new CronerCalendar();

export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${String(min)} to ${String(max)}`;
  return z.int(message).min(min, message).max(max, message);
}

export function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

export function text(message: string, isValid: (value: string) => boolean) {
  return z.string(message).refine(isValid, message);
}

/** @param problemIn the problem of a text, or `undefined` */
export function textWith(message: string, problemIn: (value: string) => string | undefined) {
  return z.string(message).superRefine((value, context) => {
    const problem = problemIn(value);
    if (problem !== undefined) context.addIssue(problem);
  });
}

/**
 * An object without other fields.
 * @param special a message in place of the usual one
 */
export function entry<S extends z.ZodRawShape>(
  shape: S,
  message: string,
  special: (issue: z.core.$ZodRawIssue) => string | undefined = () => undefined,
) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      const usual = issue.code === 'unrecognized_keys' ? unknownField(issue.keys[0] ?? '', known) : message;
      return special(issue) ?? usual;
    },
  });
}

/** For `superRefine` of a list: refuses two entries with the same key. */
export function unique<T>(keyOf: (item: T) => string, message: string) {
  return (items: readonly T[], context: z.RefinementCtx): void => {
    const keys = items.map(keyOf);
    const index = keys.findIndex((key, position) => keys.indexOf(key) < position);
    if (index !== -1) context.addIssue({ code: 'custom', path: [index], message });
  };
}

/** The part of an environment variable that names an entry: two names that differ only by case would share it. */
export function environmentName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

export const flag = z.boolean('must be true or false');
export const path = textWith(EMPTY_PATH, (value) => (value === '' ? EMPTY_PATH : pathMistake(value)));
export const filledText = text('must be a text that is not empty', (value) => value.trim() !== '');
export const host = text(
  'must be an address or a host name, such as 127.0.0.1, without a port',
  (value) => isIP(value) !== 0 || HOST_NAME.test(value),
);
export const glob = text(
  'must be a pattern such as "**/*" or "*.db", relative to databases_directory',
  (value) => !value.startsWith('/') && parseGlob(value) !== undefined,
);
export const cronExpression = textWith('must be a cron expression such as "30 2 * * *"', (value) =>
  calendar.problemOf(value),
);
export const databaseName = text(NAME_RULE, isDatabaseName);
/** Offsets such as +01:00 are refused: they have no summer time. */
export const timeZone = text(
  'must be a time zone such as Europe/Berlin or UTC',
  (value) => /^[A-Za-z]/.test(value) && isKnownZone(value),
);

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function unknownField(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `has the unknown field "${name}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
}

/**
 * The value of a text from the environment or a flag. A text that does not match is returned unchanged: the schema
 * then refuses it. Strict: `14abc` is no number.
 */
export function valueFromText(schema: z.ZodType, value: string): unknown {
  if (schema instanceof z.ZodNullable) {
    return value === '' ? null : valueFromText(schema.unwrap() as z.ZodType, value);
  }
  if (schema instanceof z.ZodNumber) return WHOLE_NUMBER.test(value) ? Number(value) : value;
  if (schema instanceof z.ZodBoolean) return BOOLEAN_OF[value.toLowerCase()] ?? value;
  if (schema instanceof z.ZodObject) return jsonOr(value);
  if (!(schema instanceof z.ZodArray)) return value;
  const isNames = schema.element instanceof z.ZodString && !value.trim().startsWith('[');
  return isNames ? value.split(',').flatMap((name) => name.trim() || []) : jsonOr(value);
}

function jsonOr(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** The problem of a value, in words that follow the key. */
export function problemOf(schema: z.ZodType, value: unknown, { issues }: z.ZodError): string {
  const entryOf = ({ path: [head] }: z.core.$ZodIssue): number => (typeof head === 'number' ? head : -1);
  const isUnknownField = ({ code }: z.core.$ZodIssue): boolean => code === 'unrecognized_keys';
  const [first] = issues.toSorted(
    (left, right) =>
      entryOf(left) - entryOf(right) || Number(isUnknownField(right)) - Number(isUnknownField(left)),
  );
  if (first === undefined) throw new TypeError('a refused value has an issue');
  const index = entryOf(first);
  const [field] = index === -1 ? first.path : first.path.slice(1);
  const where = index === -1 ? '' : `entry ${String(index + 1)} `;
  if (field !== undefined) {
    const owner = (index === -1 ? value : (value as readonly unknown[])[index]) as Record<
      PropertyKey,
      unknown
    >;
    const fault = owner[field] === undefined ? 'lacks' : 'has a wrong';
    return `${where}${fault} "${String(field)}": it ${first.message}`;
  }
  const orNull = index === -1 && schema.safeParse(null).success ? ', or null' : '';
  return `${where}${first.message}${orNull}`;
}
