import { manifestOf } from '../domain/backup/backup.ts';
import { currentUpTo } from '../domain/backup/current-as-of.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { pausedReason } from '../domain/anomaly/anomaly-text.ts';
import { anomalyFindings } from '../domain/health/anomaly-health.ts';
import { backupDirectoryFindings, type Problem } from '../domain/health/backup-directory-health.ts';
import { damagedBackups } from '../domain/health/damage-health.ts';
import { integrityText, databaseFindings } from '../domain/health/database-health.ts';
import { deliveryFindings } from '../domain/health/delivery-health.ts';
import { diskTrend, diskTrendFindings } from '../domain/health/disk-trend.ts';
import { checkOf, critical, warning, worstStatus, type HealthFinding } from '../domain/health/health.ts';
import { drillFindings, verificationFacts } from '../domain/health/verification-health.ts';
import {
  overdueFindings,
  recentBackupFindings,
  recentBackupFacts,
} from '../domain/health/recent-backup-health.ts';
import { restoreFindings } from '../domain/health/restore-health.ts';
import { historyFindings, runFindings } from '../domain/health/run-health.ts';
import { diskSpaceFindings, usedPercent } from '../domain/health/system-resources-health.ts';
import { quarantinedInAll, type AnomalousSources } from './anomalies/anomalous-sources.ts';
import type { Inventory } from './databases/database-inventory.ts';
import { compareStores, type ComparedStores } from './health/compare-stores.ts';
import { describeRecent } from './health/describe-recent.ts';
import {
  directoryProblem,
  listingOf,
  readRecords,
  suspect,
  type Listing,
  type RunRecords,
  type AnomalyReport,
} from './health/gather-records.ts';
import type { HealthPolicy, HealthPorts } from './health/health-ports.ts';
import type {
  BackupDirectoryHealth,
  DatabaseHealth,
  HealthReport,
  RecentBackupHealth,
  SystemResourcesHealth,
} from './health/health-report.ts';
import { SpaceSamples } from './health/space-samples.ts';
import { StoreListings } from './health/store-listings.ts';
import { inventoryFindings, knownDatabases, type BackupGroups } from './health/watched-databases.ts';
import type { DatabaseRef } from '../domain/databases/database-ref.ts';
import type { HistoryEntry } from '../domain/history/history-entry.ts';
import { HOUR_MS } from '../domain/units.ts';

export type { HealthPolicy, HealthPorts } from './health/health-ports.ts';
export type * from './health/health-report.ts';

/** Reports whether the databases are protected. Opens no database. */
export class ReportHealth {
  readonly #ports: HealthPorts;
  readonly #policy: HealthPolicy;
  /** Kept for this object's life: repeated reports show how fast the disk fills. */
  readonly #samples = new SpaceSamples();
  readonly #listings: StoreListings;

  constructor(ports: HealthPorts, policy: HealthPolicy) {
    this.#ports = ports;
    this.#policy = policy;
    this.#listings = new StoreListings(ports);
  }

  /** Problems are findings in the report, not exceptions. */
  async execute(): Promise<HealthReport> {
    const checkedAt = this.#ports.clock.now();
    const listings = await this.#listings.list();
    const [primary] = listings;
    if (primary === undefined) throw new TypeError('there is a primary store');
    const listing = listingOf(primary);
    const groups: BackupGroups = groupByDatabase(listing.backups);
    const inventory = await this.#ports.inventory?.latest();
    const databases = inventory?.databases ?? this.#policy.databases;
    const watched = databases.length > 0 ? databases : knownDatabases(groups, checkedAt);
    const anomalous = await suspect(this.#ports);
    const records = await readRecords(this.#ports);
    const { sources } = anomalous;
    const { entries } = records;
    const names = watched.map(({ name }) => name);
    const compared = compareStores({ listings, databases: names, entries }, this.#policy, checkedAt);
    const database = await this.#checkDatabases(watched, groups, sources, inventory, records, checkedAt);
    const backupDirectory = await this.#checkDirectory(listing, anomalous, records, compared);
    const recentBackup = this.#checkRecentBackups(watched, groups, listing, records, compared, checkedAt);
    const systemResources = await this.#checkDisk(groups, checkedAt);
    const checks = [database, backupDirectory, recentBackup, systemResources];
    const overallStatus = worstStatus(checks.map(({ status }) => status));
    const { stores } = compared;
    return { overallStatus, checkedAt, database, backupDirectory, recentBackup, systemResources, stores };
  }

  async #checkDatabases(
    watched: readonly DatabaseRef[],
    groups: BackupGroups,
    { anomalies, quarantined }: AnomalousSources,
    inventory: Inventory | undefined,
    { entries, restores }: RunRecords,
    now: Date,
  ): Promise<DatabaseHealth> {
    const findings: HealthFinding[] = [];
    if (watched.length === 0) {
      const message = 'there is nothing to watch: no database is configured';
      const hint = 'Set database_path or databases, or create a backup of a database.';
      findings.push(warning({ kind: 'no_database', message, hint }));
    }
    if (inventory !== undefined) findings.push(...inventoryFindings(inventory, now));
    // Also of databases that are no longer watched: their backups pile up.
    findings.push(...[...anomalies].flatMap(([name, found]) => anomalyFindings(name, found)));
    findings.push(...restoreFindings(restores, (name) => entries.get(name) ?? []));
    const databases: DatabaseHealth['databases'][number][] = [];
    for (const { name, path } of watched) {
      const facts = await this.#ports.sourceFiles.describe(path);
      const { newest } = recentBackupFacts(name, groups.get(name) ?? [], now);
      const sourceCheck = newest && manifestOf(newest)?.sourceCheck;
      findings.push(...databaseFindings({ ...facts, database: name, sourceCheck }));
      databases.push({
        database: name,
        path,
        exists: facts.kind !== 'missing',
        readable: facts.readable,
        sizeBytes: facts.sizeBytes,
        integrity: sourceCheck && integrityText(sourceCheck),
        frozen: pausedReason(name, anomalies.get(name) ?? []),
        quarantined: quarantined.get(name) ?? 0,
      });
    }
    return { ...checkOf(findings), databases };
  }

  async #checkDirectory(
    { backups, problem: listProblem }: Listing,
    anomalous: AnomalyReport,
    records: RunRecords,
    { ofStores }: ComparedStores,
  ): Promise<BackupDirectoryHealth> {
    let writeProblem: Problem | undefined;
    try {
      await this.#ports.staging.probe();
    } catch (error) {
      writeProblem = directoryProblem(error);
    }
    const { problem } = anomalous;
    const failing = (await this.#ports.deliveries?.failures()) ?? [];
    const findings = [
      ...backupDirectoryFindings({ writeProblem, listProblem, backups }),
      ...(problem === undefined ? [] : [critical({ kind: 'anomalies_unreadable', ...problem })]),
      ...historyFindings(records),
      ...failing.map(deliveryFindings),
      ...ofStores,
    ];
    return {
      ...checkOf(withoutRepetitions(findings)),
      path: this.#ports.store.location,
      writable: writeProblem === undefined,
      backupFiles: backups.length,
      totalBytes: backups.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
      quarantined: quarantinedInAll(anomalous.sources),
      failingChannels: failing.map(({ channel }) => channel),
    };
  }

  #checkRecentBackups(
    watched: readonly DatabaseRef[],
    groups: BackupGroups,
    listing: Listing,
    records: RunRecords,
    { copies }: ComparedStores,
    now: Date,
  ): RecentBackupHealth {
    const { maxAgeHours } = this.#policy;
    if (listing.problem !== undefined) {
      const unknown = warning({
        kind: 'backups_unknown',
        message: 'the age of the backups is unknown: they cannot be listed',
        hint: listing.problem.hint,
      });
      return { ...checkOf([unknown, ...copies]), maxAgeHours, databases: [] };
    }
    const findings: HealthFinding[] = [...copies];
    const databases: RecentBackupHealth['databases'][number][] = [];
    for (const { name } of watched) {
      const backups = groups.get(name) ?? [];
      const facts = recentBackupFacts(name, backups, now);
      // An unchanged database needs no new backup.
      const newestVerifiedAt = facts.newestVerified && currentUpTo(facts.newestVerified, now);
      const overdueSince =
        // Without any verified backup another finding is worse.
        newestVerifiedAt &&
        this.#ports.dueDates?.overdueSince(name, records.entries.get(name) ?? [], newestVerifiedAt, now);
      findings.push(
        ...recentBackupFindings(facts, maxAgeHours),
        ...overdueFindings(name, overdueSince),
        ...drillFindings(name, verificationFacts(backups, now)),
        ...runFindings(records.entries.get(name) ?? [], now),
      );
      const overdueAt =
        newestVerifiedAt && this.#overdueAt(name, records.entries.get(name) ?? [], newestVerifiedAt, now);
      databases.push({
        ...describeRecent(facts, backups, now),
        ...(overdueSince && { overdueSince }),
        ...(overdueAt && { overdueAt }),
      });
    }
    // Also of databases that are no longer watched.
    for (const [name, backups] of groups) {
      if (name !== undefined) findings.push(...damagedBackups(name, backups, now));
    }
    if (watched.length === 0) {
      findings.push(
        warning({ kind: 'no_backups', message: 'there are no backups yet', hint: 'Create one.' }),
      );
    }
    return { ...checkOf(findings), maxAgeHours, databases };
  }

  /** By its age or its schedule, whichever is first. */
  #overdueAt(name: string, entries: readonly HistoryEntry[], newestVerifiedAt: Date, now: Date): Date {
    const tooOldAt = new Date(newestVerifiedAt.getTime() + this.#policy.maxAgeHours * HOUR_MS);
    const scheduled = this.#ports.dueDates?.overdueAt(name, entries, newestVerifiedAt, now);
    return scheduled !== undefined && scheduled < tooOldAt ? scheduled : tooOldAt;
  }

  async #checkDisk(groups: BackupGroups, at: Date): Promise<SystemResourcesHealth> {
    try {
      const space = await this.#ports.diskSpace.measure(this.#ports.store.location);
      if (space.freeBytes !== undefined) this.#samples.add({ at, freeBytes: space.freeBytes });
      const trend = diskTrend(space.freeBytes, this.#samples.all, [...groups.values()]);
      const findings = [...diskSpaceFindings(space, this.#policy), ...diskTrendFindings(trend)];
      return { ...checkOf(findings), ...space, usedPercent: usedPercent(space), trend };
    } catch (error) {
      const finding = warning({ kind: 'disk_unknown', ...directoryProblem(error) });
      const unknown = { freeBytes: undefined, totalBytes: undefined, usedPercent: undefined };
      return { ...checkOf([finding]), ...unknown, trend: undefined };
    }
  }
}

/** An unreadable directory gives the same message several times. */
function withoutRepetitions(findings: readonly HealthFinding[]): readonly HealthFinding[] {
  return findings.filter(
    ({ message }, index) => findings.findIndex((other) => other.message === message) === index,
  );
}
