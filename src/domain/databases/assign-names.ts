import type { DatabaseRef } from './database-ref.ts';

/** A database that cannot be backed up because another one has its name. */
export interface NameClash extends DatabaseRef {
  readonly otherPath: string;
}

export interface AssignedNames {
  /** In the given order. */
  readonly databases: readonly DatabaseRef[];
  readonly clashes: readonly NameClash[];
}

/**
 * Gives every name to one database only: the configured one, else the one that its existing backups were made
 * of, else the first found. So a second database of the same name never displaces the first.
 * @param found with absolute real paths, in an order that is the same in every run
 * @param configured they keep their names and are not repeated when found again
 * @param ownerOf the path that the backups of a name were made of
 */
export function assignNames(
  found: readonly DatabaseRef[],
  configured: readonly DatabaseRef[],
  ownerOf: (name: string) => string | undefined,
): AssignedNames {
  const owners = new Map(configured.map(({ name, path }) => [name, path]));
  const known = new Set(configured.map(({ path }) => path));
  const fresh = found.filter(({ path }) => !known.has(path));
  for (const { name, path } of fresh) {
    if (!owners.has(name) && ownerOf(name) === path) owners.set(name, path);
  }
  const databases: DatabaseRef[] = [];
  const clashes: NameClash[] = [];
  for (const one of fresh) {
    const otherPath = owners.get(one.name);
    if (otherPath !== undefined && otherPath !== one.path) {
      clashes.push({ ...one, otherPath });
      continue;
    }
    owners.set(one.name, one.path);
    databases.push(one);
  }
  return { databases, clashes };
}
