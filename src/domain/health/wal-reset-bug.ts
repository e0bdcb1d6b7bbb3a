/** Branches with the fix before 3.51.3, by minor version: the first fixed patch release. */
const FIXED_PATCH_OF = new Map([
  [44, 6],
  [50, 7],
  [51, 3],
]);
const FIRST_WITH_WAL = 7;
const LAST_AFFECTED_MINOR = 51;

/**
 * True when this SQLite can corrupt its own database in WAL mode: a checkpoint during a WAL restart can lose
 * pages that were just committed. In 3.7.0 to 3.51.2; fixed in 3.51.3, 3.50.7 and 3.44.6.
 * @param version e.g. `3.40.1`; false for any text that is no SQLite 3 version
 */
export function hasWalResetBug(version: string): boolean {
  const match = /^3\.(\d+)\.(\d+)/.exec(version);
  if (match === null) return false;
  const minor = Number(match[1]);
  const patch = Number(match[2]);
  if (minor < FIRST_WITH_WAL || minor > LAST_AFFECTED_MINOR) return false;
  return patch < (FIXED_PATCH_OF.get(minor) ?? Infinity);
}
