import { manifestOf, type Backup } from '../domain/backup/backup.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
import { judgeBackupDirectory, type Problem } from '../domain/health/backup-directory-health.ts';
import { integrityText, judgeDatabase } from '../domain/health/database-health.ts';
import {
  checkOf,
  warning,
  worstStatus,
  type HealthCheck,
  type HealthFinding,
  type HealthStatus,
} from '../domain/health/health.ts';
import {
  judgeRecentBackup,
  recentBackupFacts,
  type RecentBackupFacts,
} from '../domain/health/recent-backup-health.ts';
import { judgeDiskRoom, usedPercent, type DiskLimits } from '../domain/health/system-resources-health.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';

/** The guide's four groups. */
export interface HealthReport {
  readonly overallStatus: HealthStatus;
  readonly checkedAt: Date;
  readonly database: DatabaseHealth;
  readonly backupDirectory: BackupDirectoryHealth;
  readonly recentBackup: RecentBackupHealth;
  readonly systemResources: SystemResourcesHealth;
}

/** A database that is meant to be backed up. */
export interface ConfiguredDatabase {
  readonly name: string;
  readonly path: string;
}

export interface DatabaseHealth extends HealthCheck {
  readonly databases: readonly {
    readonly database: string;
    readonly path: string;
    readonly exists: boolean;
    readonly readable: boolean;
    readonly sizeBytes: number;
    /** Result of the source check of the newest backup; `undefined` when there is none. */
    readonly integrity: string | undefined;
  }[];
}

export interface BackupDirectoryHealth extends HealthCheck {
  readonly path: string;
  readonly writable: boolean;
  readonly backupFiles: number;
  readonly totalBytes: number;
}

export interface RecentBackupHealth extends HealthCheck {
  readonly databases: readonly {
    readonly database: string;
    readonly backupFiles: number;
    readonly newest: string | undefined;
    readonly newestAt: Date | undefined;
    readonly newestVerified: string | undefined;
    readonly newestVerifiedAt: Date | undefined;
    /** Age of the newest verified backup. */
    readonly ageHours: number | undefined;
  }[];
}

export interface SystemResourcesHealth extends HealthCheck {
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly usedPercent: number | undefined;
}

export interface HealthPolicy extends DiskLimits {
  /** The databases that are meant to be backed up; none watches those that have backups. */
  readonly databases: readonly ConfiguredDatabase[];
  /** How old the newest verified backup of a database may grow. */
  readonly maxAgeHours: number;
}

interface Listing {
  readonly backups: readonly Backup[];
  readonly problem: Problem | undefined;
}

/** Whether the databases are protected: what is wrong, and what to do about it. Opens no database. */
export class ReportHealth {
  readonly #store: BackupStore;
  readonly #staging: StagingArea;
  readonly #sourceFiles: SourceFiles;
  readonly #diskSpace: DiskSpace;
  readonly #clock: Clock;
  readonly #policy: HealthPolicy;

  constructor(
    store: BackupStore,
    staging: StagingArea,
    sourceFiles: SourceFiles,
    diskSpace: DiskSpace,
    clock: Clock,
    policy: HealthPolicy,
  ) {
    this.#store = store;
    this.#staging = staging;
    this.#sourceFiles = sourceFiles;
    this.#diskSpace = diskSpace;
    this.#clock = clock;
    this.#policy = policy;
  }

  /** What is wrong is in the report, not thrown. */
  async execute(): Promise<HealthReport> {
    const checkedAt = this.#clock.now();
    const listing = await this.#list();
    const groups = groupByDatabase(listing.backups);
    const watched = this.#policy.databases.length > 0 ? this.#policy.databases : knownDatabases(groups);
    const database = await this.#checkDatabases(watched, groups, checkedAt);
    const backupDirectory = await this.#checkDirectory(listing);
    const recentBackup = this.#checkRecentBackups(watched, groups, listing, checkedAt);
    const systemResources = await this.#checkDisk();
    const checks = [database, backupDirectory, recentBackup, systemResources];
    const overallStatus = worstStatus(checks.map(({ status }) => status));
    return { overallStatus, checkedAt, database, backupDirectory, recentBackup, systemResources };
  }

  async #list(): Promise<Listing> {
    try {
      return { backups: await this.#store.list(), problem: undefined };
    } catch (error) {
      return { backups: [], problem: directoryProblem(error) };
    }
  }

  async #checkDatabases(
    watched: readonly ConfiguredDatabase[],
    groups: Groups,
    now: Date,
  ): Promise<DatabaseHealth> {
    if (watched.length === 0) {
      const hint = 'Set database_path or databases, or create a backup of a database.';
      return {
        ...checkOf([warning('there is nothing to watch: no database is configured', hint)]),
        databases: [],
      };
    }
    const findings: HealthFinding[] = [];
    const databases: DatabaseHealth['databases'][number][] = [];
    for (const { name, path } of watched) {
      const facts = await this.#sourceFiles.describe(path);
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
      });
    }
    return { ...checkOf(findings), databases };
  }

  async #checkDirectory({ backups, problem: listProblem }: Listing): Promise<BackupDirectoryHealth> {
    let writeProblem: Problem | undefined;
    try {
      await this.#staging.probe();
    } catch (error) {
      writeProblem = directoryProblem(error);
    }
    return {
      ...checkOf(judgeBackupDirectory({ writeProblem, listProblem, backups })),
      path: this.#store.directory,
      writable: writeProblem === undefined,
      backupFiles: backups.length,
      totalBytes: backups.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
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
      const room = await this.#diskSpace.measure(this.#store.directory);
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
