import { manifestOf, type Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
import { frozenReason } from '../domain/anomaly/anomaly-text.ts';
import { judgeAnomalies } from '../domain/health/anomaly-health.ts';
import { judgeBackupDirectory, type Problem } from '../domain/health/backup-directory-health.ts';
import { integrityText, judgeDatabase } from '../domain/health/database-health.ts';
import { checkOf, critical, warning, worstStatus, type HealthFinding } from '../domain/health/health.ts';
import {
  judgeRecentBackup,
  recentBackupFacts,
  type RecentBackupFacts,
} from '../domain/health/recent-backup-health.ts';
import { judgeDiskRoom, usedPercent, type DiskLimits } from '../domain/health/system-resources-health.ts';
import {
  NOTHING_SUSPICIOUS,
  quarantinedInAll,
  suspiciousSources,
  type SuspiciousSources,
} from './anomalies/suspicious-sources.ts';
import type {
  BackupDirectoryHealth,
  ConfiguredDatabase,
  DatabaseHealth,
  HealthReport,
  RecentBackupHealth,
  SystemResourcesHealth,
} from './health/health-report.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { Quarantine } from './ports/quarantine.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';

export type * from './health/health-report.ts';

export interface HealthPolicy extends DiskLimits {
  /** The databases that are meant to be backed up; none watches those that have backups. */
  readonly databases: readonly ConfiguredDatabase[];
  /** How old the newest verified backup of a database may grow. */
  readonly maxAgeHours: number;
}

export interface HealthPorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly sourceFiles: SourceFiles;
  readonly diskSpace: DiskSpace;
  readonly clock: Clock;
  readonly anomalies: AnomalyStore;
  readonly quarantine: Quarantine;
}

interface Listing {
  readonly backups: readonly Backup[];
  readonly problem: Problem | undefined;
}

interface Suspicions {
  readonly sources: SuspiciousSources;
  readonly problem: Problem | undefined;
}

/** Whether the databases are protected: what is wrong, and what to do about it. Opens no database. */
export class ReportHealth {
  readonly #ports: HealthPorts;
  readonly #policy: HealthPolicy;

  constructor(ports: HealthPorts, policy: HealthPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /** What is wrong is in the report, not thrown. */
  async execute(): Promise<HealthReport> {
    const checkedAt = this.#ports.clock.now();
    const listing = await this.#list();
    const groups = groupByDatabase(listing.backups);
    const watched = this.#policy.databases.length > 0 ? this.#policy.databases : knownDatabases(groups);
    const suspicions = await this.#suspect();
    const database = await this.#checkDatabases(watched, groups, suspicions.sources, checkedAt);
    const backupDirectory = await this.#checkDirectory(listing, suspicions);
    const recentBackup = this.#checkRecentBackups(watched, groups, listing, checkedAt);
    const systemResources = await this.#checkDisk();
    const checks = [database, backupDirectory, recentBackup, systemResources];
    const overallStatus = worstStatus(checks.map(({ status }) => status));
    return { overallStatus, checkedAt, database, backupDirectory, recentBackup, systemResources };
  }

  async #list(): Promise<Listing> {
    try {
      return { backups: await this.#ports.store.list(), problem: undefined };
    } catch (error) {
      return { backups: [], problem: directoryProblem(error) };
    }
  }

  async #suspect(): Promise<Suspicions> {
    try {
      const { anomalies, quarantine } = this.#ports;
      return { sources: await suspiciousSources(anomalies, quarantine), problem: undefined };
    } catch (error) {
      return { sources: NOTHING_SUSPICIOUS, problem: directoryProblem(error) };
    }
  }

  async #checkDatabases(
    watched: readonly ConfiguredDatabase[],
    groups: Groups,
    { anomalies, quarantined }: SuspiciousSources,
    now: Date,
  ): Promise<DatabaseHealth> {
    if (watched.length === 0) {
      const hint = 'Set database_path or databases, or create a backup of a database.';
      return {
        ...checkOf([warning('there is nothing to watch: no database is configured', hint)]),
        databases: [],
      };
    }
    // Of those that are not watched any more too: their backups pile up.
    const findings: HealthFinding[] = [...anomalies].flatMap(([name, found]) => judgeAnomalies(name, found));
    const databases: DatabaseHealth['databases'][number][] = [];
    for (const { name, path } of watched) {
      const facts = await this.#ports.sourceFiles.describe(path);
      const { newest } = recentBackupFacts(name, groups.get(name) ?? [], now);
      const sourceCheck = newest && manifestOf(newest)?.sourceCheck;
      findings.push(...judgeDatabase({ ...facts, sourceCheck }));
      databases.push({
        database: name,
        path,
        exists: facts.kind !== 'missing',
        readable: facts.readable,
        sizeBytes: facts.sizeBytes,
        integrity: sourceCheck && integrityText(sourceCheck),
        frozen: frozenReason(name, anomalies.get(name) ?? []),
        quarantined: quarantined.get(name) ?? 0,
      });
    }
    return { ...checkOf(findings), databases };
  }

  async #checkDirectory(
    { backups, problem: listProblem }: Listing,
    suspicions: Suspicions,
  ): Promise<BackupDirectoryHealth> {
    let writeProblem: Problem | undefined;
    try {
      await this.#ports.staging.probe();
    } catch (error) {
      writeProblem = directoryProblem(error);
    }
    const findings = judgeBackupDirectory({ writeProblem, listProblem, backups });
    const { problem } = suspicions;
    return {
      ...checkOf(problem === undefined ? findings : [...findings, critical(problem.message, problem.hint)]),
      path: this.#ports.store.directory,
      writable: writeProblem === undefined,
      backupFiles: backups.length,
      totalBytes: backups.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
      quarantined: quarantinedInAll(suspicions.sources),
    };
  }

  #checkRecentBackups(
    watched: readonly ConfiguredDatabase[],
    groups: Groups,
    listing: Listing,
    now: Date,
  ): RecentBackupHealth {
    if (listing.problem !== undefined) {
      const unknown = warning(
        'how old the backups are is unknown: they cannot be listed',
        listing.problem.hint,
      );
      return { ...checkOf([unknown]), databases: [] };
    }
    const all = watched.map(({ name }) => recentBackupFacts(name, groups.get(name) ?? [], now));
    const findings = all.flatMap((facts) => judgeRecentBackup(facts, this.#policy.maxAgeHours));
    if (all.length === 0) findings.push(warning('there are no backups yet', 'Create one.'));
    return { ...checkOf(findings), databases: all.map(describeRecent) };
  }

  async #checkDisk(): Promise<SystemResourcesHealth> {
    try {
      const room = await this.#ports.diskSpace.measure(this.#ports.store.directory);
      return { ...checkOf(judgeDiskRoom(room, this.#policy)), ...room, usedPercent: usedPercent(room) };
    } catch (error) {
      const { message, hint } = directoryProblem(error);
      const unknown = { freeBytes: undefined, totalBytes: undefined, usedPercent: undefined };
      return { ...checkOf([warning(message, hint)]), ...unknown };
    }
  }
}

type Groups = ReadonlyMap<string | undefined, readonly Backup[]>;

/** One for each database that has a backup of ours: where its newest manifest says that it was. */
function knownDatabases(groups: Groups): readonly ConfiguredDatabase[] {
  return [...groups].flatMap(([name, backups]) => {
    const path = backups
      .map((backup) => manifestOf(backup)?.sourcePath)
      .find((known) => known !== undefined && known !== '');
    return name === undefined || path === undefined ? [] : [{ name, path }];
  });
}

function describeRecent(facts: RecentBackupFacts): RecentBackupHealth['databases'][number] {
  const { database, backupFiles, newest, newestVerified, ageHours } = facts;
  return {
    database,
    backupFiles,
    newest: newest?.filename,
    newestAt: newest?.createdAt,
    newestVerified: newestVerified?.filename,
    newestVerifiedAt: newestVerified?.createdAt,
    ageHours,
  };
}

/** What the backup directory's adapters report on purpose; anything else is a bug and passes. */
function directoryProblem(error: unknown): Problem {
  if (error instanceof BackupDirectoryException) return { message: error.message, hint: error.hint };
  throw error;
}
