/** A database with the name that its backups are kept under. */
export interface NamedPath {
  readonly name: string;
  /** Absolute, symbolic links resolved. */
  readonly path: string;
}

/** A database that cannot be backed up because its name is another's. */
export interface NameClash extends NamedPath {
  /** The database that has the name. */
  readonly otherPath: string;
}

export interface SettledNames {
  /** In the order they came. */
  readonly databases: readonly NamedPath[];
  readonly clashes: readonly NameClash[];
}

/**
 * Gives every name to one database only: to the configured one, else to the one that its backups were made of, else to
 * the first. A database that was backed up so far is so too when a second one of that name appears.
 *
 * @param found in an order that does not change from run to run
 * @param configured they keep their names; found again, they are not meant twice
 * @param ownerOf where the backups of a name were made, if there are any
 */
export function settleNames(
  found: readonly NamedPath[],
  configured: readonly NamedPath[],
  ownerOf: (name: string) => string | undefined,
): SettledNames {
  const taken = new Map(configured.map(({ name, path }) => [name, path]));
  const known = new Set(configured.map(({ path }) => path));
  const fresh = found.filter(({ path }) => !known.has(path));
  for (const { name, path } of fresh) {
    if (!taken.has(name) && ownerOf(name) === path) taken.set(name, path);
  }
  const databases: NamedPath[] = [];
  const clashes: NameClash[] = [];
  for (const one of fresh) {
    const otherPath = taken.get(one.name);
    if (otherPath !== undefined && otherPath !== one.path) {
      clashes.push({ ...one, otherPath });
      continue;
    }
    taken.set(one.name, one.path);
    databases.push(one);
  }
  return { databases, clashes };
}
