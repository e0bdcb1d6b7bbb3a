import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { checkOfFailure } from './check-failure.ts';
import { quoteName } from './quote-name.ts';

/** Runs one statement and gives all its rows; throws the engine's own error. */
export type Query = (sql: string) => readonly (readonly unknown[])[];

/** SQLite stops after this many findings; a hundred thousand of them say no more than twenty. */
const MAX_FINDINGS = 20;

const FTS5_TABLE = /^CREATE VIRTUAL TABLE\b.*\bUSING\s+["'`[]?fts5\b/is;
const OTHER_VIRTUAL_TABLE = /^CREATE VIRTUAL TABLE\b(?!.*\bUSING\s+["'`[]?fts5\b)/is;

/** A finding with which SQLite says that it could not look, not that it saw damage. */
const COULD_NOT_LOOK = /^unable to validate /i;

/**
 * Everything that SQLite can say about a database's content, the same for every engine.
 *
 * `quick`: a schema with a table in it, `quick_check`. `full`: the schema, `integrity_check`,
 * `foreign_key_check`, and the integrity check of each FTS5 table. What the engine cannot check (a collation,
 * function or module it lacks) is inconclusive, never failed. Violated foreign keys are inconclusive too: SQLite
 * does not enforce them by default, so they may be what the application wrote. CHECK constraints are not looked at:
 * SQLite does not evaluate them in a read-only database, and they would let a file name code to run.
 *
 * Never throws for what the engine reports. Sources: https://www.sqlite.org/pragma.html#pragma_integrity_check,
 * https://www.sqlite.org/fts5.html#the_integrity_check_command
 */
export function runContentChecks(query: Query, level: ContentLevel): Check[] {
  const schema = attempt('schema', () => {
    query('PRAGMA ignore_check_constraints = ON');
    return checkSchema(query);
  });
  // Without a readable schema every other check repeats the same complaint, or passes for want of anything to check.
  if (schema.result !== 'ok') return [schema];
  if (level === 'quick') return [schema, attempt('quick_check', () => checkPages(query, 'quick_check'))];
  const pages = attempt('integrity_check', () => checkPages(query, 'integrity_check'));
  return [
    schema,
    pages,
    attempt('foreign_key_check', () => checkForeignKeys(query)),
    ...checkTables('fts5', FTS5_TABLE, query, (table) => fullTextInPages(query, pages, table)),
    // The pages were looked at anyway: of the other modules only what could not be asked is worth a line.
    ...checkTables('virtual table', OTHER_VIRTUAL_TABLE, query, (table) => askModule(query, table)).filter(
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
  const tables = Number(query("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")[0]?.[0] ?? 0);
  return tables === 0
    ? { name: 'schema', result: 'failed', detail: 'contains no tables' }
    : { name: 'schema', result: 'ok', detail: `${String(tables)} ${tables === 1 ? 'table' : 'tables'}` };
}

function checkPages(query: Query, name: 'quick_check' | 'integrity_check'): Check {
  const findings = query(`PRAGMA ${name}(${String(MAX_FINDINGS)})`)
    .map((row) => String(row[0]))
    .filter((finding) => finding !== 'ok');
  if (findings.length === 0) return { name, result: 'ok', detail: 'ok' };
  const result = findings.every((finding) => COULD_NOT_LOOK.test(finding)) ? 'inconclusive' : 'failed';
  return { name, result, detail: findings.join('; ') };
}

function checkForeignKeys(query: Query): Check {
  const name = 'foreign_key_check';
  const violations = Number(query('SELECT count(*) FROM pragma_foreign_key_check')[0]?.[0] ?? 0);
  if (violations === 0) return { name, result: 'ok', detail: 'ok' };
  const rows = violations === 1 ? '1 row violates' : `${String(violations)} rows violate`;
  return { name, result: 'inconclusive', detail: `${rows} a foreign key` };
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

/** `integrity_check` passes over a table whose module the engine lacks without a word; a query does not. */
function askModule(query: Query, table: string): Omit<Check, 'name'> {
  query(`SELECT 1 FROM ${quoteName(table)} LIMIT 0`);
  return { result: 'ok', detail: 'ok' };
}

/** FTS5's own check is an INSERT; since SQLite 3.44 `integrity_check` asks FTS5 too, where the engine has it. */
function fullTextInPages(query: Query, pages: Check, table: string): Omit<Check, 'name'> {
  const hasModule = query("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").length > 0;
  if (!hasModule) return { result: 'inconclusive', detail: 'no such module: fts5' };
  const [major = 0, minor = 0] = String(query('SELECT sqlite_version()')[0]?.[0]).split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 44)) {
    return { result: 'inconclusive', detail: 'integrity_check asks FTS5 since SQLite 3.44' };
  }
  if (pages.result === 'ok') return { result: 'ok', detail: 'checked by integrity_check' };
  return pages.detail.includes(`FTS5 table main.${table}`)
    ? { result: 'failed', detail: 'its index disagrees with its content' }
    : { result: 'inconclusive', detail: 'integrity_check may not have come as far as this' };
}
