const PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_LENGTH = 64;
const DIGEST_DIGITS = 6;

/** True when `name` may name a database: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`. */
export function isDatabaseName(name: string): boolean {
  return PATTERN.test(name);
}

/**
 * The name under which the backups of the database at a path are kept: the base name without its ending.
 * What has to be changed to fit the pattern (blanks, quotes, Chinese characters, too long) or is empty gets
 * `-` and six hex digits of the path's digest, so that two different paths do not meet in one name.
 *
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
