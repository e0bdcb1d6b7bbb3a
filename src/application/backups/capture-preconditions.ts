import type { Backup } from '../../domain/backup/backup.ts';
import { isDatabaseName } from '../../domain/backup/database-name.ts';
import { MAX_LABEL_LENGTH } from '../../domain/backup/label.ts';
import { nameTaken, recordedSourcePath } from '../../domain/backup/source-path.ts';
import { beyondStoredSizeLimit } from '../../domain/backup/stored-size-limit.ts';
import { ConfigurationException } from '../../domain/exceptions/configuration-exception.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { Compression } from '../../domain/backup/compression.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { DatabaseSnapshotter } from '../ports/database-snapshotter.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { SourceFileFacts, SourceFiles } from '../ports/source-files.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { assertSpaceIn } from './free-space.ts';

/** @throws UsageException the name is not allowed */
export function assertDatabaseName(database: string): void {
  if (isDatabaseName(database)) return;
  throw new UsageException(`${JSON.stringify(database)} is not a valid database name`, {
    hint: 'Names begin with a letter or digit and contain letters, digits, dots, underscores and hyphens, 64 at most.',
    details: { database },
  });
}

/** @throws UsageException the label is too long */
export function assertLabel(label: string | undefined): void {
  if (label === undefined || label.length <= MAX_LABEL_LENGTH) return;
  throw new UsageException(`the label is too long: ${String(label.length)} characters`, {
    hint: `A label has at most ${String(MAX_LABEL_LENGTH)} characters.`,
    details: { length: label.length, max_length: MAX_LABEL_LENGTH },
  });
}

/** @throws ConfigurationException the runtime cannot write the compression */
export function assertCompression(compression: Compression, snapshotter: DatabaseSnapshotter): void {
  if (snapshotter.supports.compressions.includes(compression)) return;
  throw new ConfigurationException(`compression ${compression} is not available in this runtime`, {
    hint: 'Use Node >= 22.15, or compression gzip.',
    details: { key: 'compression', value: compression },
  });
}

export interface SourceOfName {
  readonly database: string;
  /** Links resolved. */
  readonly sourcePath: string;
  readonly moved: boolean;
}

/**
 * Two sources under one name would remove each other's backups. A move must be confirmed once: the next
 * manifest has the new path.
 * @param backups the database's own
 * @returns the old path of a moved database; `undefined` where it was not moved
 * @throws UsageException the name belongs to another source
 */
export function assertOneSource(
  backups: readonly Backup[],
  { database, sourcePath, moved }: SourceOfName,
  now: Date,
): string | undefined {
  const recorded = recordedSourcePath(backups, now);
  if (recorded === undefined || recorded === sourcePath) return undefined;
  if (moved) return recorded;
  const { message, hint } = nameTaken(database, recorded, sourcePath);
  throw new UsageException(message, { hint, details: { database, source_path: recorded } });
}

/** A copy looks like a move, and the original may be the one in use. */
export async function warnOfTwoFiles(
  oldPath: string,
  newPath: string,
  sourceFiles: SourceFiles,
  run: Pick<RunContext, 'warn'>,
): Promise<void> {
  const { kind } = await sourceFiles.describe(oldPath);
  if (kind !== 'file') return;
  run.warn(
    `${oldPath} still exists and is no longer backed up: ${newPath} replaces it`,
    'If the application still uses the old file, back it up under another name.',
  );
}

export interface SpacePorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly diskSpace: DiskSpace;
}

export interface SpaceLimits {
  readonly compression: Compression;
  readonly maxStoredBytes: number;
  /** Space that must stay free on the backup directory's disk. */
  readonly minFreeBytes: number;
}

/**
 * Refuses a backup that cannot fit, before anything is written.
 * @throws BackupCreationException uncompressed it would exceed `maxStoredBytes`
 * @throws BackupDirectoryException the disk has not enough space with the reserve
 */
export async function assertFreeSpace(
  { store, staging, diskSpace }: SpacePorts,
  { compression, maxStoredBytes, minFreeBytes }: SpaceLimits,
  source: SourceFileFacts,
): Promise<void> {
  if (compression === 'none' && source.sizeBytes > maxStoredBytes)
    throw beyondStoredSizeLimit(maxStoredBytes);
  const neededBytes = source.sizeBytes + source.walBytes + minFreeBytes;
  // The artifact is written to staging first, which may be on another disk.
  for (const place of [store.location, staging.directory])
    await assertSpaceIn(place, { neededBytes, reserveBytes: minFreeBytes }, diskSpace);
}
