const PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_LENGTH = 64;
const DIGEST_DIGITS = 6;

/** Owner of another tool's files without a database. It is no database name, so no database has its lock or runs. */
export const NO_DATABASE = '_unmanaged';

/** The database of a run as documents and reports show it. */
export function shownDatabase(database: string): string {
  return database === NO_DATABASE ? 'unmanaged' : database;
}

export function isDatabaseName(name: string): boolean {
  return PATTERN.test(name);
}

/**
 * The default name of a database: the base name of its path without the ending. A name that had to be changed
 * to fit the pattern, or is empty, gets `-` and six hex digits of the path's digest, so that two paths get
 * two names.
 * @param baseName last segment of the source path, e.g. `shop.db`
 * @param pathDigest hex digest of the whole source path, at least six digits
 */
export function databaseNameFromPath(baseName: string, pathDigest: string): string {
  const stem = baseName.replace(/(?<=.)\.[^.]*$/u, '');
  if (isDatabaseName(stem)) return stem;
  const suffix = `-${pathDigest.slice(0, DIGEST_DIGITS)}`;
  const cleaned = stem
    .replace(/[^A-Za-z0-9._-]/gu, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_LENGTH - suffix.length);
  return cleaned === '' ? `database${suffix}` : `${cleaned}${suffix}`;
}
