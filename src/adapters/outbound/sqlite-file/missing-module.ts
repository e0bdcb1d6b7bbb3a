import type { Query } from './content-checks.ts';

const MODULE = /^CREATE VIRTUAL TABLE\b.*?\bUSING\s+["'`[]?(\w+)/is;

/**
 * The first module in the schema that this engine lacks. The schema is readable without it, and the page check silently
 * skips such a table.
 *
 * @throws the engine's own error when the schema cannot be read
 */
export function missingModule(query: Query): string | undefined {
  const known = new Set(query('SELECT lower(name) FROM pragma_module_list').map(([name]) => String(name)));
  return query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
    .map(([sql]) => MODULE.exec(String(sql))?.[1] ?? 'of unknown name')
    .find((module) => !known.has(module.toLowerCase()));
}
