import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { recordedSourcePath } from '../../domain/backup/source-path.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { SourceFiles } from '../ports/source-files.ts';
import type { NamedStore } from '../stores/named-store.ts';
import { listFirst } from '../stores/restore-points.ts';
import type { DatabaseRef } from '../../domain/databases/database-ref.ts';

export interface InPlaceTarget {
  readonly database: string;
  readonly path: string;
  /** Bytes; of the backup. */
  readonly pageSize: number;
}

/** What is known of databases besides the backup. */
export interface KnownPlaces {
  readonly databases: readonly DatabaseRef[];
  /** Of any database. */
  readonly backups: readonly Backup[];
  readonly now: Date;
}

/**
 * The path of a backup's database: the source of its newest backup (it may have moved), which must equal the
 * configured path.
 * @throws UsageException it is unknown or contradictory
 */
export async function inPlaceTarget(
  backup: Backup,
  { databases, backups, now }: KnownPlaces,
  sourceFiles: SourceFiles,
): Promise<InPlaceTarget> {
  const manifest = manifestOf(backup);
  if (manifest === undefined) {
    throw unclear(`${backup.filename} has no manifest with the path of its database`);
  }
  const { database, pageSize } = manifest;
  const own = backups.filter((one) => one.database === database);
  const recorded = recordedSourcePath(own, now);
  const configured = databases.find(({ name }) => name === database);
  const configuredPath =
    configured === undefined ? undefined : (await sourceFiles.describe(configured.path)).path;
  const path = recorded ?? configuredPath;
  if (path === undefined) throw unclear(`the path of the database of ${backup.filename} is not recorded`);
  if (configuredPath !== undefined && configuredPath !== path) {
    throw unclear(
      `${database} is configured at ${configuredPath}, but its newest backup was made of ${path}`,
      `If it was moved, confirm it once: backup-manager create --database ${database} --moved. `,
    );
  }
  return { database, path, pageSize };
}

/** The backups that show where the database is: those of the first store that answers, and the chosen one. */
export async function backupsBeside(
  backup: Backup,
  stores: readonly NamedStore[],
): Promise<readonly Backup[]> {
  const { database } = backup;
  return database === undefined ? [backup] : [backup, ...(await listFirst(stores, database))];
}

function unclear(problem: string, otherWay = ''): UsageException {
  return new UsageException(problem, {
    hint: `${otherWay}Name the target: --to PATH (with --force it replaces an existing file).`,
  });
}
