import type { IncrementalPolicy } from '../domain/backup/incremental-policy.ts';
import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import type { NamedDatabase } from '../settings/configured-databases.ts';

/** The retention of the databases that have their own, by name. */
export function ownRetentionOf(databases: readonly NamedDatabase[]): ReadonlyMap<string, RetentionPolicy> {
  return byName(databases, ({ retention }) => retention);
}

/** The policy of incremental backups of the databases that have their own, by name. */
export function ownIncrementalOf(
  databases: readonly NamedDatabase[],
): ReadonlyMap<string, IncrementalPolicy> {
  return byName(databases, ({ incremental }) => incremental);
}

function byName<T>(
  databases: readonly NamedDatabase[],
  ownOf: (database: NamedDatabase) => T | undefined,
): ReadonlyMap<string, T> {
  return new Map(
    databases.flatMap((database) => {
      const own = ownOf(database);
      return own === undefined ? [] : [[database.name, own] as const];
    }),
  );
}
