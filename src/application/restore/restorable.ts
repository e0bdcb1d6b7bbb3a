import { isEncrypted, manifestOf, typeOf, type Backup } from '../../domain/backup/backup.ts';
import { parseBackupName } from '../../domain/backup/backup-name.ts';
import { closureOf } from '../../domain/backup/chain.ts';
import { BackupDirectoryException, NO_SPACE } from '../../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { ArtifactExtractor } from '../ports/artifact-extractor.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
import type { SourceFiles } from '../ports/source-files.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { NamedStore } from '../stores/named-store.ts';

/**
 * @param backup from a list: only its store knows the backups below a delta
 * @throws BackupVerificationException the backup's manifest is damaged, its data file is missing, or a backup below it
 * is missing or damaged
 * @throws DecryptionKeyException it is encrypted, and nothing that opens it is configured
 * @throws UsageException this runtime cannot read its compression
 */
export function assertRestorable(backup: Backup, extractor: ArtifactExtractor): void {
  if (backup.isDataMissing === true) {
    throw new BackupVerificationException(`the data file of ${backup.filename} is missing`, {
      hint: `Restore another backup, or put a copy of the file back at ${backup.location}.`,
      details: { filename: backup.filename },
    });
  }
  if (backup.record.condition === 'damaged') {
    throw new BackupVerificationException(
      `the manifest of ${backup.filename} is damaged: ${backup.record.problem}`,
      {
        hint: 'Restore another backup. If this is the only one, open it by hand (age -d, gunzip, zstd -d) and check it.',
      },
    );
  }
  assertChain(backup);
  for (const each of closureOf(backup)) assertReadable(each, extractor);
}

/** @throws BackupVerificationException a delta lacks a backup below it */
function assertChain(backup: Backup): void {
  const problem = backup.base === undefined ? unlinkedProblem(backup) : backup.base.problem;
  if (problem === undefined) return;
  throw new BackupVerificationException(`${backup.filename} is not restorable: ${problem}`, {
    hint: 'Restore another restore point, or bring the backup back from another store: backup-manager sync.',
    details: { filename: backup.filename },
  });
}

/** Without its chain, the content of a delta is no database. */
function unlinkedProblem(backup: Backup): string | undefined {
  if (typeOf(backup) !== 'full') return 'the backups below it are unknown';
  return parseBackupName(backup.filename)?.isDelta === true ? 'its manifest is missing' : undefined;
}

function assertReadable(backup: Backup, extractor: ArtifactExtractor): void {
  if (isEncrypted(backup) && !extractor.supports.decryption) {
    throw new DecryptionKeyException(`${backup.filename} is encrypted, and no identity is configured`, {
      hint: 'Set encryption_identity_file to the file with the identity that opens it.',
      details: { filename: backup.filename, reason: 'missing' },
    });
  }
  if (!extractor.supports.compressions.includes(backup.compression)) {
    throw new UsageException(`this runtime cannot read ${backup.compression}`, {
      hint: 'Use Node >= 22.16, or decompress the file with zstd -d.',
    });
  }
}

export interface TargetPorts {
  readonly stores: readonly NamedStore[];
  readonly sourceFiles: SourceFiles;
}

export interface TargetPolicy {
  /** The product's own files: by default below the backup directory. */
  readonly stateDir: string;
}

/** @throws UsageException the path is a file of a store or of the state directory, directly or by a link */
export async function assertOutsideBackups(
  { stores, sourceFiles }: TargetPorts,
  { stateDir }: TargetPolicy,
  targetPath: string,
): Promise<void> {
  for (const { store } of stores) {
    if (await owns(store, targetPath))
      throw ownFile(targetPath, 'a file of the backup directory', store.location);
  }
  const [target, state] = [await sourceFiles.describe(targetPath), await sourceFiles.describe(stateDir)];
  if (`${target.path}/`.startsWith(`${state.path}/`))
    throw ownFile(targetPath, 'in the state directory', stateDir);
}

/** A directory that does not answer must not prevent a restore from another store to another place. */
async function owns(store: BackupStore, path: string): Promise<boolean> {
  try {
    return await store.owns(path);
  } catch (error) {
    if (error instanceof BackupManagerException) return path.startsWith(`${store.location}/`);
    throw error;
  }
}

function ownFile(path: string, what: string, directory: string): UsageException {
  return new UsageException(`${path} is ${what}`, {
    hint: `Restore to a path outside ${directory}; nothing was changed.`,
    details: { path },
  });
}

/** Size of the database in a backup; for another tool's file at least its stored size. */
export function databaseBytesOf(backup: Backup): number {
  return manifestOf(backup)?.databaseBytes ?? backup.storedBytes;
}

/**
 * @returns free bytes at the target; `undefined` where unknown
 * @throws BackupDirectoryException the target's disk has not enough space
 */
export async function assertTargetSpace(
  diskSpace: DiskSpace,
  targetPath: string,
  neededBytes: number,
): Promise<number | undefined> {
  const { freeBytes } = await diskSpace.measure(targetPath);
  if (freeBytes === undefined || freeBytes >= neededBytes) return freeBytes;
  throw new BackupDirectoryException(
    `not enough space for ${targetPath}: ${String(neededBytes)} bytes are needed, ${String(freeBytes)} are free`,
    {
      hint: 'Free disk space, or restore to another disk. Nothing was changed.',
      details: { reason: NO_SPACE, neededBytes, freeBytes },
    },
  );
}

/** The restore succeeded: later failures only warn. */
export function warnOfUnfinished(path: string, problem: string, run: RunContext): void {
  run.warn(
    `the new content of ${path} is in place, but a later step failed: ${problem}`,
    'Check the disk and the system log. The next run removes leftover temporary files.',
  );
}

export function notAsRecorded(backup: Backup, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${backup.filename} is damaged: ${problem}`, {
    hint: 'Restore another backup. The target was not changed.',
    details: { filename: backup.filename },
  });
}
