import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import type { NamedDatabase } from '../settings/configured-databases.ts';

/** The policies of the databases that have their own, by name. */
export function ownRetentionOf(databases: readonly NamedDatabase[]): ReadonlyMap<string, RetentionPolicy> {
  return new Map(
    databases.flatMap(({ name, retention }) => (retention === undefined ? [] : [[name, retention]])),
  );
}
