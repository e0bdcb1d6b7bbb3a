import type { Check } from '../../../domain/verification/verification.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Features that this engine lacks. SQLite reports some under SQLITE_CORRUPT, so the text is checked before the code. */
const MISSING_FEATURE =
  /no such (?:collation sequence|module|function|tokenizer)|unknown (?:function|tokenizer)|unsupported|vtable constructor failed/i;

/**
 * SQLite puts the parser's message after the name of the entry. Its own short messages mean damage, not syntax or a
 * limit. Source: `corruptSchema` in SQLite's src/prepare.c.
 */
const UNREADABLE_SCHEMA = /malformed database schema \(.*\)(?: - (?<complaint>.+))?/is;
const STRUCTURE_COMPLAINT = /^(?:invalid rootpage|orphan index)$/i;

const DAMAGED =
  /database disk image is malformed|file is not a database|file is encrypted|malformed database schema|checksum mismatch/i;

/**
 * The check result for an error of a content check: damage is `failed`; a missing feature, or any other reason that
 * prevented the check, is `inconclusive`.
 *
 * @param error as thrown by node:sqlite (with `errcode`) or sql.js (text only)
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
 * True when SQLite can read the schema's entries, but its parser rejects one: the syntax of another SQLite (libSQL, a
 * newer release) or too many columns. A damaged entry can look the same.
 */
export function isForeignSchema(error: unknown): boolean {
  const found = UNREADABLE_SCHEMA.exec(error instanceof Error ? error.message : String(error));
  const complaint = found?.groups?.['complaint'];
  return complaint !== undefined && !STRUCTURE_COMPLAINT.test(complaint);
}

/** The feature that the engine lacks to check this database; `undefined` when no feature is missing. */
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
