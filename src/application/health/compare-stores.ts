import { isManaged, isVerified, manifestOf, newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { isDamaged } from '../../domain/backup/damage.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import { currentUpTo, foundUnchangedAt } from '../../domain/backup/current-as-of.ts';
import { datedByNow } from '../../domain/backup/future-dated.ts';
import { isSameBackup } from '../../domain/backup/same-backup.ts';
import {
  copiesFindings,
  laggingFindings,
  unreachableFinding,
  type CopiesRequirement,
} from '../../domain/health/copies-health.ts';
import type { HealthFinding } from '../../domain/health/health.ts';
import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import { lastStoreFailures, type RecordedStoreFailure } from '../../domain/history/store-failures.ts';
import type { RetentionPolicies } from '../../domain/retention/retention-policy.ts';
import { HOUR_MS } from '../../domain/units.ts';
import { planMissingCopies, type ListedStore } from '../stores/copy-plan.ts';
import { isRemote, retentionIn, type NamedStore } from '../stores/named-store.ts';
import type { StoreListing } from '../stores/restore-points.ts';
import type { StoreHealth } from './health-report.ts';

export interface ComparePolicy extends CopiesRequirement, RetentionPolicies {
  /** A store may be this much behind. */
  readonly maxAgeHours: number;
}

export interface ComparedStores {
  readonly stores: readonly StoreHealth[];
  /** About the copies of single databases. */
  readonly copies: readonly HealthFinding[];
  /** About the stores themselves. */
  readonly ofStores: readonly HealthFinding[];
}

export interface StoreObservations {
  /** The primary store first. */
  readonly listings: readonly StoreListing[];
  /** Names of the watched databases. */
  readonly databases: readonly string[];
  /** By database, newest first. */
  readonly entries: ReadonlyMap<string, readonly HistoryEntry[]>;
}

/** Compares the stores with each other and with the required copies. */
export function compareStores(
  { listings, databases, entries }: StoreObservations,
  policy: ComparePolicy,
  now: Date,
): ComparedStores {
  const errors = storeErrors([...entries.values()]);
  const copies: HealthFinding[] = [];
  const lagging: HealthFinding[] = [];
  const grouped = listings.flatMap(({ named, backups }) =>
    backups === undefined ? [] : [{ named, groups: groupByDatabase(backups) }],
  );
  for (const database of databases) {
    const listed = listedOf(database, grouped, entries.get(database) ?? [], now);
    const newest = newestVerifiedIn(listed.flatMap(({ backups }) => backups));
    if (newest === undefined) continue;
    copies.push(...copiesOf(newest, database, listed, listings, policy));
    if (listings.length === 1) continue;
    for (const store of listed) {
      const others = listed.filter((other) => other !== store);
      const policies = retentionIn(store.named, policy);
      const { copies: missing } = planMissingCopies(database, store, others, { policies, now });
      const own = newestVerifiedIn(store.backups);
      const lag = {
        ...{ store: store.named.name, database, missing: missing.length },
        behindHours: own && (own.filename === newest.filename ? 0 : hoursBetween(own, newest, now)),
      };
      lagging.push(...laggingFindings(lag, policy.maxAgeHours));
    }
  }
  const unreachable = listings.flatMap(({ named, error }, index) =>
    // With one store, the other checks say it.
    error === undefined || listings.length === 1 ? [] : [unreachableFinding(named.name, error, index === 0)],
  );
  return {
    stores: listings.map((listing) => describeStore(listing, errors.get(listing.named.name), now)),
    copies,
    ofStores: [...unreachable, ...lagging],
  };
}

interface GroupedStore {
  readonly named: NamedStore;
  readonly groups: ReadonlyMap<string | undefined, readonly Backup[]>;
}

/** The backups of a database by store, without those that a running backup is still placing. */
function listedOf(
  database: string,
  grouped: readonly GroupedStore[],
  entries: readonly HistoryEntry[],
  now: Date,
): readonly ListedStore[] {
  const running = entries.find(({ operation, outcome }) => operation === 'create' && outcome === 'running');
  const isPlaced = ({ createdAt }: Backup): boolean => running === undefined || createdAt < running.startedAt;
  return grouped.map(({ named, groups }) => ({
    named,
    backups: datedByNow((groups.get(database) ?? []).filter(isPlaced), now),
  }));
}

function newestVerifiedIn(backups: readonly Backup[]): Backup | undefined {
  return backups.filter(isVerified).sort(newestFirst)[0];
}

function hoursBetween(own: Backup, newest: Backup, now: Date): number {
  return (currentUpTo(newest, now).getTime() - currentUpTo(own, now).getTime()) / HOUR_MS;
}

function copiesOf(
  newest: Backup,
  database: string,
  listed: readonly ListedStore[],
  listings: readonly StoreListing[],
  policy: ComparePolicy,
): readonly HealthFinding[] {
  const { filename } = newest;
  const manifest = manifestOf(newest);
  if (manifest === undefined) return [];
  const good = listed.filter(({ backups }) =>
    backups.some(
      // A delta is of no use in a store without the backups below it.
      (backup) => backup.filename === filename && isSameBackup(backup, manifest) && !isDamaged(backup),
    ),
  );
  return copiesFindings(
    {
      ...{ database, filename },
      stores: good.map(({ named }) => named.name),
      isOffsite: good.some(({ named }) => isRemote(named)),
      unreachable: listings.flatMap(({ named, error }) => (error === undefined ? [] : [named.name])),
    },
    policy,
  );
}

function describeStore(
  { named, backups, error }: StoreListing,
  recorded: RecordedStoreFailure | undefined,
  now: Date,
): StoreHealth {
  const { name, type, store } = named;
  const common = { name, type, location: store.location };
  if (backups === undefined) {
    const lastError = { at: now, message: error.message };
    const unknown = {
      backups: undefined,
      storedBytes: undefined,
      newestVerified: undefined,
      newestVerifiedAt: undefined,
      unchangedAt: undefined,
    };
    return { ...common, isReachable: false, ...unknown, lastError };
  }
  const newest = newestVerifiedIn(datedByNow(backups.filter(isManaged), now));
  return {
    ...common,
    isReachable: true,
    backups: backups.length,
    storedBytes: backups.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    newestVerified: newest?.filename,
    newestVerifiedAt: newest?.createdAt,
    unchangedAt: newest && foundUnchangedAt(newest, now),
    lastError: recorded,
  };
}

/** The newest failure of each store. */
function storeErrors(
  databases: readonly (readonly HistoryEntry[])[],
): ReadonlyMap<string, RecordedStoreFailure> {
  const newest = new Map<string, RecordedStoreFailure>();
  for (const [store, failure] of databases.flatMap((entries) => [...lastStoreFailures(entries)])) {
    const known = newest.get(store);
    if (known === undefined || known.at < failure.at) newest.set(store, failure);
  }
  return newest;
}
