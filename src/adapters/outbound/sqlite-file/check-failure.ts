import type { Check } from '../../../domain/verification/verification.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** What this engine lacks; SQLite reports some of it under SQLITE_CORRUPT, so the words come before the code. */
const MISSING_FEATURE =
  /no such (?:collation sequence|module|function|tokenizer)|unknown (?:function|tokenizer)|unsupported|vtable constructor failed/i;

/**
 * SQLite gives the parser's complaint behind the name of the entry. What it says by itself is damage, not syntax or a
 * limit. Source: `corruptSchema` in SQLite's src/prepare.c.
 */
const UNREADABLE_SCHEMA = /malformed database schema \(.*\)(?: - (?<complaint>.+))?/is;
const STRUCTURE_COMPLAINT = /^(?:invalid rootpage|orphan index)$/i;

const DAMAGED =
  /database disk image is malformed|file is not a database|file is encrypted|malformed database schema|checksum mismatch/i;

/**
 * What an error of a content check proves: damage that the engine names is `failed`; something the engine lacks,
 * and whatever else kept it from looking, is `inconclusive`.
 *
 * @param error as thrown by node:sqlite (with `errcode`) or sql.js (words only)
 */
export function checkOfFailure(name: string, error: unknown): Check {
  const detail = error instanceof Error ? error.message : String(error);
  if (MISSING_FEATURE.test(detail)) return { name, result: 'inconclusive', detail };
  if (isForeignSchema(error)) {
    return { name, result: 'inconclusive', detail: `SQLite here cannot read the schema: ${detail}` };
  }
  const damaged = DAMAGED.test(detail) || isDamageCode(error);
  return { name, result: damaged ? 'failed' : 'inconclusive', detail };
}

/**
 * True when SQLite can read the entries of the schema, and its parser does not understand one: the syntax of another
 * SQLite (libSQL, a newer release) or more columns than this one takes. A damaged entry can look the same.
 */
export function isForeignSchema(error: unknown): boolean {
  const found = UNREADABLE_SCHEMA.exec(error instanceof Error ? error.message : String(error));
  const complaint = found?.groups?.['complaint'];
  return complaint !== undefined && !STRUCTURE_COMPLAINT.test(complaint);
}

/** What an engine lacks to judge this database, in its own words; `undefined` when the verdict would stand in any other. */
export function missingFeature(checks: readonly Check[]): string | undefined {
  return checks.find(
    ({ result, detail }) =>
      result !== 'ok' && (MISSING_FEATURE.test(detail) || UNREADABLE_SCHEMA.test(detail)),
  )?.detail;
}

function isDamageCode(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  // The low byte is the primary result code of an extended one (SQLITE_CORRUPT_VTAB is 267).
  const primary = Number(error.errcode) & 0xff;
  return primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB;
}
