import { chown, link, rename, rm, stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { SIDE_FILES } from '../files/database-files.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { syncDirectory, syncFile, setMode } from '../files/file-system-support.ts';
import { freeSpaceFor, overwrite } from './overwrite-file.ts';
import { replaceThroughSqlite } from './replace-through-sqlite.ts';
import type { ReplaceTargetRequest } from '../task-worker/tasks.ts';
import {
  type Step,
  PROBE,
  exists,
  finishVerified,
  forget,
  identityOf,
  removeOldSideFiles,
  writeRecord,
  type ReplacementFiles,
  type ReplacementRecord,
} from './replacement-files.ts';
import { isNoDatabase, openTarget, pragma } from './target-connection.ts';

const PERMISSION_BITS = 0o7777;

/**
 * Replaces the target's file by renaming the image over it. Where SQLite can open the target, it is locked exclusively
 * and its WAL is checkpointed, so that the main file alone is the old database at the moment of the rename.
 *
 * @returns the failure of the cleanup, after the new content was in place
 */
export async function replaceByFile(
  files: ReplacementFiles,
  request: ReplaceTargetRequest,
  step: Step,
): Promise<string | undefined> {
  const { targetPath } = request;
  const locked = await openExclusively(targetPath, request.busyTimeoutMs);
  const record: ReplacementRecord = {
    method: 'file',
    databaseSha256: request.databaseSha256,
    phase: 'swapping',
    old: await identityOf(targetPath),
    schemaVersion: undefined,
    restoreWal: false,
  };
  await copyOwnerAndMode(files.image, targetPath);
  await writeRecord(files, record);
  step('recorded');
  if (!(await isMountPoint(files, targetPath))) await swap(files, targetPath, step);
  else if (locked === undefined) await overwriteBroken(files, targetPath, record, step);
  else return throughSqlite(locked, files, request, step);
  await syncDirectory(files.directory);
  step('swapped');
  // Keep the old file's lock and connection: they end with the process.
  const unfinished = await finishVerified(files);
  step('done');
  return unfinished;
}

async function swap(files: ReplacementFiles, target: string, step: Step): Promise<void> {
  await renameSideFiles(files, target);
  step('side-files-renamed');
  await rename(files.image, target);
}

/** Restores the state before the swap. */
export async function undo(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
): Promise<void> {
  // If another program has written the file since, the old side files would bring old pages back.
  const isUntouched = (await identityOf(target)) === record.old;
  for (const suffix of SIDE_FILES) {
    const oldSideFile = files.oldSideFile(suffix);
    if (!isUntouched || !(await exists(oldSideFile)) || (await exists(target + suffix))) continue;
    await rename(oldSideFile, target + suffix);
  }
  await removeOldSideFiles(files);
  await forget(files);
}

/** Writes the new content over the old bytes; repeat it until it succeeds. */
export async function overwriteBroken(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
  step: Step,
): Promise<void> {
  await freeSpaceFor(files.image, target);
  await writeRecord(files, { ...record, phase: 'overwriting', old: await identityOf(target) });
  step('space-reserved');
  await renameSideFiles(files, target);
  await overwrite(files.image, target, record.databaseSha256, step).catch((error: unknown) => {
    throw isSystemError(error) ? halfOverwritten(error, target) : error;
  });
}

function halfOverwritten(cause: NodeJS.ErrnoException, target: string): BackupDirectoryException {
  return new BackupDirectoryException(
    `writing to ${target} failed (${String(cause.code)}): it is half written`,
    {
      hint: 'Its disk may be failing: check the system log. The next restore finishes this one.',
      details: { path: target, target_changed: true },
      cause,
    },
  );
}

/** The bind-mounted target is intact: SQLite replaces content and page size, outside of WAL mode. */
async function throughSqlite(
  locked: DatabaseSync,
  files: ReplacementFiles,
  request: ReplaceTargetRequest,
  step: Step,
): Promise<string | undefined> {
  const wasWal = pragma(locked, 'journal_mode') === 'wal';
  locked.close();
  await removeOldSideFiles(files);
  return replaceThroughSqlite(files, request, step, wasWal);
}

/** `undefined` where there is no target, or SQLite cannot open it, so that no application uses it. */
async function openExclusively(target: string, busyTimeoutMs: number): Promise<DatabaseSync | undefined> {
  if (!(await exists(target))) return undefined;
  try {
    const connection = await openTarget(target, busyTimeoutMs, 'PRAGMA locking_mode = EXCLUSIVE');
    checkpoint(connection, target);
    return connection;
  } catch (error) {
    if (isNoDatabase(error)) return undefined;
    throw error;
  }
}

function checkpoint(connection: DatabaseSync, target: string): void {
  if (pragma(connection, 'journal_mode') !== 'wal') return;
  if (Number(pragma(connection, 'wal_checkpoint(TRUNCATE)')) === 0) return;
  throw new DatabaseAccessException(`cannot checkpoint the write-ahead log of ${target}`, {
    hint: 'Nothing was changed. Stop the application that uses it, then try again.',
    details: { path: target },
  });
}

async function copyOwnerAndMode(image: string, target: string): Promise<void> {
  // Before the new mode may prevent opening it.
  await syncFile(image);
  // The image of a new file has its owner and mode already.
  if (!(await exists(target))) return;
  const old = await stat(target);
  const mine = await stat(image);
  if (mine.uid !== old.uid || mine.gid !== old.gid) await chown(image, old.uid, old.gid);
  await setMode(image, old.mode & PERMISSION_BITS);
}

async function renameSideFiles(files: ReplacementFiles, target: string): Promise<void> {
  for (const suffix of SIDE_FILES) {
    if (await exists(target + suffix)) await rename(target + suffix, files.oldSideFile(suffix));
  }
}

/** A file cannot be renamed over a mount point, nor hard-linked, because it is on another mount. */
async function isMountPoint(files: ReplacementFiles, target: string): Promise<boolean> {
  try {
    await link(target, files.oldSideFile(PROBE));
    return false;
  } catch (error) {
    return isSystemError(error) && error.code === 'EXDEV';
  } finally {
    await rm(files.oldSideFile(PROBE), { force: true });
  }
}
