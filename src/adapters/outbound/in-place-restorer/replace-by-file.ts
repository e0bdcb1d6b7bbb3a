import { chown, link, rename, rm, stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { setMode } from '../codec/file-mode.ts';
import { freeSpaceFor, overwrite } from './overwrite-file.ts';
import type { ReplaceTargetRequest, Step } from './replacement-task.ts';
import { replaceThroughSqlite } from './replace-through-sqlite.ts';
import {
  PROBE,
  SIDE_FILES,
  exists,
  finishProved,
  forget,
  identityOf,
  removeAside,
  writeRecord,
  type ReplacementFiles,
  type ReplacementRecord,
} from './replacement-files.ts';
import { isNoDatabase, openTarget, pragma } from './target-connection.ts';

const PERMISSION_BITS = 0o7777;

/**
 * Replaces the target's file by renaming the image over it. Where SQLite can open the target it is held exclusively
 * and its log is emptied into it, so that the main file alone is the old database when the new one takes its name.
 *
 * @returns what failed after the new content was in place
 */
export async function replaceByFile(
  files: ReplacementFiles,
  request: ReplaceTargetRequest,
  step: Step,
): Promise<string | undefined> {
  const { targetPath } = request;
  const held = await holdSettled(targetPath, request.busyTimeoutMs);
  const record: ReplacementRecord = {
    method: 'file',
    databaseSha256: request.databaseSha256,
    phase: 'swapping',
    old: await identityOf(targetPath),
    schemaVersion: undefined,
    restoreWal: false,
  };
  await takeOwnerAndMode(files.image, targetPath);
  await writeRecord(files, record);
  step('recorded');
  if (!(await isMountPoint(files, targetPath))) await swap(files, targetPath, step);
  else if (held === undefined) await overwriteBroken(files, targetPath, record, step);
  else return throughSqlite(held, files, request, step);
  await syncDirectory(files.directory);
  step('swapped');
  // The old file's lock is never let go of, and its connection not closed: the process ends with its answer.
  const unfinished = await finishProved(files);
  step('done');
  return unfinished;
}

async function swap(files: ReplacementFiles, target: string, step: Step): Promise<void> {
  await moveSideFilesAside(files, target);
  step('side-files-aside');
  await rename(files.image, target);
}

/** Puts everything back as it was before the swap. */
export async function undo(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
): Promise<void> {
  // Beside a file that somebody has written since, the old side files would bring old pages back.
  const isUntouched = (await identityOf(target)) === record.old;
  for (const suffix of SIDE_FILES) {
    const aside = files.aside(suffix);
    if (!isUntouched || !(await exists(aside)) || (await exists(target + suffix))) continue;
    await rename(aside, target + suffix);
  }
  await removeAside(files);
  await forget(files);
}

/** Writes the new content over the old bytes; to be repeated until it is done. */
export async function overwriteBroken(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
  step: Step,
): Promise<void> {
  await freeSpaceFor(files.image, target);
  await writeRecord(files, { ...record, phase: 'overwriting', old: await identityOf(target) });
  step('room-made');
  await moveSideFilesAside(files, target);
  await overwrite(files.image, target, record.databaseSha256, step).catch((error: unknown) => {
    throw isSystemError(error) ? halfOverwritten(error, target) : error;
  });
}

function halfOverwritten(cause: NodeJS.ErrnoException, target: string): BackupDirectoryException {
  return new BackupDirectoryException(
    `writing to ${target} failed (${String(cause.code)}): it is half written`,
    {
      hint: 'See the system log: its disk may be failing. The next restore finishes what this one began.',
      details: { path: target, target_changed: true },
      cause,
    },
  );
}

/** The bind-mounted target is sound: SQLite replaces its content, page size and all, outside of WAL mode. */
async function throughSqlite(
  held: DatabaseSync,
  files: ReplacementFiles,
  request: ReplaceTargetRequest,
  step: Step,
): Promise<string | undefined> {
  const wasWal = pragma(held, 'journal_mode') === 'wal';
  held.close();
  await removeAside(files);
  return replaceThroughSqlite(files, request, step, wasWal);
}

/** `undefined` where SQLite cannot open the target, so that nobody can be using it, or where there is none. */
async function holdSettled(target: string, busyTimeoutMs: number): Promise<DatabaseSync | undefined> {
  if (!(await exists(target))) return undefined;
  try {
    const connection = await openTarget(target, busyTimeoutMs, 'PRAGMA locking_mode = EXCLUSIVE');
    settle(connection, target);
    return connection;
  } catch (error) {
    if (isNoDatabase(error)) return undefined;
    throw error;
  }
}

function settle(connection: DatabaseSync, target: string): void {
  if (pragma(connection, 'journal_mode') !== 'wal') return;
  if (Number(pragma(connection, 'wal_checkpoint(TRUNCATE)')) === 0) return;
  throw new DatabaseAccessException(`the write-ahead log of ${target} cannot be emptied`, {
    hint: 'Stop the application that uses it, then try again; nothing was changed.',
    details: { path: target },
  });
}

async function takeOwnerAndMode(image: string, target: string): Promise<void> {
  // Before its mode may forbid to open it.
  await syncFile(image);
  // A new file has been given its owner and mode already.
  if (!(await exists(target))) return;
  const old = await stat(target);
  const mine = await stat(image);
  if (mine.uid !== old.uid || mine.gid !== old.gid) await chown(image, old.uid, old.gid);
  await setMode(image, old.mode & PERMISSION_BITS);
}

async function moveSideFilesAside(files: ReplacementFiles, target: string): Promise<void> {
  for (const suffix of SIDE_FILES) {
    if (await exists(target + suffix)) await rename(target + suffix, files.aside(suffix));
  }
}

/** Nothing can be renamed over a mount point; neither can it be linked to, for it is on another mount. */
async function isMountPoint(files: ReplacementFiles, target: string): Promise<boolean> {
  try {
    await link(target, files.aside(PROBE));
    return false;
  } catch (error) {
    return isSystemError(error) && error.code === 'EXDEV';
  } finally {
    await rm(files.aside(PROBE), { force: true });
  }
}
