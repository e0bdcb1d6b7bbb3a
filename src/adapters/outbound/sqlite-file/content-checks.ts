import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { checkOfFailure } from './check-failure.ts';

/** Quotes an identifier for SQL, whatever characters it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Runs one statement and returns all its rows; throws the engine's own error. */
export type Query = (sql: string) => readonly (readonly unknown[])[];

/** Runs one statement and yields its rows one by one, for large results; throws the engine's own error. */
type QueryRows = (sql: string) => Iterable<readonly unknown[]>;

export interface OpenContent {
  readonly query: Query;
  readonly queryRows: QueryRows;
}

/** A database of either engine that is open for queries. */
export interface OpenDatabase extends OpenContent {
  /** Integers beyond the safe range stay exact where the engine supports it. */
  readonly firstRow: (sql: string) => readonly unknown[] | undefined;
  readonly close: () => void;
}

/** The first check stops after this many findings; more would add no information. */
const MAX_FINDINGS = 20;
/** The pragma's maximum. By default SQLite stops after 100 findings and misses damage after 100 notes. */
const ALL_FINDINGS = 0x7fffffff;
/** The maximum number of note kinds in a detail. */
const MAX_NAMED_NOTES = 10;

const FTS5_TABLE = /^CREATE VIRTUAL TABLE\b.*\bUSING\s+["'`[]?fts5\b/is;
const OTHER_VIRTUAL_TABLE = /^CREATE VIRTUAL TABLE\b(?!.*\bUSING\s+["'`[]?fts5\b)/is;

/**
 * Findings about values that SQLite can store and read, although the column's declaration or a constraint forbids
 * them: an old migration wrote them. Source: the messages in SQLite's src/pragma.c.
 */
const NOTE =
  /^(?:(?:NULL|NUMERIC|TEXT) value in |non-(?:ANY|BLOB|INT|INTEGER|REAL|TEXT) value in |CHECK constraint failed in )/;

/** A foreign key whose parent columns have no unique index: SQLite accepts its declaration but cannot check it. */
const FOREIGN_KEY_MISMATCH = /^foreign key mismatch - /i;

/** A finding that says that SQLite could not check something, not that it found damage. */
const COULD_NOT_CHECK = /^unable to validate /i;
/** SQLite could not read a page (SQLITE_IOERR, 10, and its extended codes) or lacked memory (7): no damage. */
const READ_FAILURE = /error code[ =]*(\d+)/gi;
const NOT_DAMAGE = [7, 10];

/**
 * All content checks of a database, the same for every engine.
 *
 * A schema that this SQLite cannot parse (another SQLite wrote it) and one with views only are inconclusive.
 *
 * `quick`: a schema with a table, and `quick_check`. `full`: the schema, `integrity_check`,
 * `foreign_key_check`, and the integrity check of each FTS5 table. A check that needs a missing collation, function or
 * module is inconclusive, never failed. Content that SQLite allows is a note on an ok result: values that a column's
 * declaration forbids, and violated foreign keys, which SQLite does not enforce by default. CHECK constraints are
 * skipped: SQLite does not evaluate them in a read-only database, and they would let a file choose code to run.
 *
 * Never throws for errors of the engine. Sources: https://www.sqlite.org/pragma.html#pragma_integrity_check,
 * https://www.sqlite.org/fts5.html#the_integrity_check_command
 */
export function runContentChecks(content: OpenContent, level: ContentLevel): Check[] {
  const { query } = content;
  const schema = attempt('schema', () => {
    query('PRAGMA ignore_check_constraints = ON');
    return checkSchema(query);
  });
  // Without a readable schema every other check would repeat this failure, or pass without checking anything.
  if (schema.result !== 'ok') return [schema];
  if (level === 'quick') return [schema, attempt('quick_check', () => checkPages(content, 'quick_check'))];
  const pages = attempt('integrity_check', () => checkPages(content, 'integrity_check'));
  return [
    schema,
    pages,
    attempt('foreign_key_check', () => checkForeignKeys(query)),
    ...checkTables('fts5', FTS5_TABLE, query, (table) => fullTextInPages(query, pages, table)),
    // The page check covered them already; report only modules that could not be checked.
    ...checkTables('virtual table', OTHER_VIRTUAL_TABLE, query, (table) => queryModule(query, table)).filter(
      ({ result }) => result !== 'ok',
    ),
  ];
}

function attempt(name: string, check: () => Check): Check {
  try {
    return check();
  } catch (error) {
    return checkOfFailure(name, error);
  }
}

function checkSchema(query: Query): Check {
  const name = 'schema';
  const count = (type: string): number =>
    Number(query(`SELECT count(*) FROM sqlite_schema WHERE type = '${type}'`)[0]?.[0] ?? 0);
  const tables = count('table');
  if (tables > 0) {
    return { name, result: 'ok', detail: `${String(tables)} ${tables === 1 ? 'table' : 'tables'}` };
  }
  return count('view') > 0
    ? { name, result: 'inconclusive', detail: 'contains views and no table: there is no content to check' }
    : { name, result: 'failed', detail: 'contains no tables' };
}

export function checkPages({ queryRows }: OpenContent, name: 'quick_check' | 'integrity_check'): Check {
  const first = sortFindings(queryRows(`PRAGMA ${name}(${String(MAX_FINDINGS)})`));
  const hidesMore = first.damage.length === 0 && first.total >= MAX_FINDINGS;
  // The structure of every page was checked by then: further damage is in single rows.
  const found = hidesMore ? sortFindings(queryRows(`PRAGMA ${name}(${String(ALL_FINDINGS)})`)) : first;
  if (found.damage.length > 0) return { name, result: 'failed', detail: found.damage.join('; ') };
  if (found.notChecked.length > 0) {
    return { name, result: 'inconclusive', detail: found.notChecked.join('; ') };
  }
  const noteCount = [...found.notes.values()].reduce((sum, count) => sum + count, 0);
  if (noteCount === 0) return { name, result: 'ok', detail: 'ok' };
  return { name, result: 'ok', detail: notesText(found.notes), noteCount };
}

interface Findings {
  readonly total: number;
  readonly damage: readonly string[];
  readonly notChecked: readonly string[];
  /** Kind of note → number of rows. */
  readonly notes: ReadonlyMap<string, number>;
}

function sortFindings(rows: Iterable<readonly unknown[]>): Findings {
  let total = 0;
  const damage: string[] = [];
  const notChecked: string[] = [];
  const notes = new Map<string, number>();
  for (const [value] of rows) {
    const finding = String(value);
    if (finding === 'ok') continue;
    total += 1;
    if (NOTE.test(finding)) notes.set(finding, (notes.get(finding) ?? 0) + 1);
    else if (!COULD_NOT_CHECK.test(finding) && !isReadFailure(finding)) damage.push(finding);
    else if (notChecked.length < MAX_FINDINGS) notChecked.push(finding);
    if (damage.length === MAX_FINDINGS) break;
  }
  return { total, damage, notChecked, notes };
}

/** A finding may have many lines, including the consequences of an unreadable page. */
function isReadFailure(finding: string): boolean {
  return [...finding.matchAll(READ_FAILURE)].some(([, code]) => NOT_DAMAGE.includes(Number(code) & 0xff));
}

function notesText(notes: ReadonlyMap<string, number>): string {
  const named = [...notes].slice(0, MAX_NAMED_NOTES);
  const texts = named.map(
    ([finding, count]) => `${finding} (${count === 1 ? '1 row' : `${String(count)} rows`})`,
  );
  const more = notes.size - named.length;
  return [...texts, ...(more > 0 ? [`${String(more)} more like these`] : [])].join(', ');
}

function checkForeignKeys(query: Query): Check {
  const name = 'foreign_key_check';
  try {
    const noteCount = Number(query('SELECT count(*) FROM pragma_foreign_key_check')[0]?.[0] ?? 0);
    if (noteCount === 0) return { name, result: 'ok', detail: 'ok' };
    const rows = noteCount === 1 ? '1 row violates' : `${String(noteCount)} rows violate`;
    return { name, result: 'ok', detail: `${rows} a foreign key`, noteCount };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (!FOREIGN_KEY_MISMATCH.test(detail)) throw error;
    return { name, result: 'ok', detail, noteCount: 1 };
  }
}

function checkTables(
  kind: string,
  definition: RegExp,
  query: Query,
  check: (table: string) => Omit<Check, 'name'>,
): Check[] {
  let tables: string[];
  try {
    tables = query(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL ORDER BY name",
    )
      .filter(([, sql]) => definition.test(String(sql)))
      .map(([name]) => String(name));
  } catch (error) {
    return [checkOfFailure(kind, error)];
  }
  return tables.map((table) => {
    const name = `${kind} ${table}`;
    return attempt(name, () => ({ name, ...check(table) }));
  });
}

/** `integrity_check` silently skips a table whose module the engine lacks; a query does not. */
function queryModule(query: Query, table: string): Omit<Check, 'name'> {
  query(`SELECT 1 FROM ${quoteName(table)} LIMIT 0`);
  return { result: 'ok', detail: 'ok' };
}

/** FTS5's own check is an INSERT; since SQLite 3.44 `integrity_check` includes FTS5, where the engine has it. */
function fullTextInPages(query: Query, pages: Check, table: string): Omit<Check, 'name'> {
  const hasModule = query("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").length > 0;
  if (!hasModule) return { result: 'inconclusive', detail: 'no such module: fts5' };
  const [major = 0, minor = 0] = String(query('SELECT sqlite_version()')[0]?.[0]).split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 44)) {
    return { result: 'inconclusive', detail: 'integrity_check includes FTS5 since SQLite 3.44' };
  }
  if (pages.result === 'ok') return { result: 'ok', detail: 'checked by integrity_check' };
  return pages.detail.includes(`FTS5 table main.${table}`)
    ? { result: 'failed', detail: 'its index disagrees with its content' }
    : { result: 'inconclusive', detail: 'integrity_check may not have come as far as this' };
}
