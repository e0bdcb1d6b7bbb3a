import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, chown, link, lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatabaseRestorer } from '../../../application/ports/database-restorer.ts';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { realTarget, SIDE_FILES } from '../files/database-files.ts';
import { directoryException, isSystemError, withDirectoryErrors } from '../files/directory-exception.ts';
import { statIfThere, identityOf } from '../files/existing-files.ts';
import { syncDirectory, syncFile, setMode, fileSystemWarnings } from '../files/file-system-support.ts';
import { isProcessAlive } from '../files/process-identity.ts';
import { ownNewFile } from './own-new-file.ts';

const PERMISSION_BITS = 0o7777;

/** The process that prepared a file; the first releases recorded only its id. */
const PREPARED = /^(?<pid>\d+)(?:-(?<lifetime>[0-9a-f]+)-\d+)?$/;
/** Distinguishes this process from a dead one with the same id: in a container every process may have id 1. */
const LIFETIME = randomBytes(4).toString('hex');
let prepared = 0;

/** Restores into a new file in the target's folder, then renames it over the target. */
export class FilesystemDatabaseRestorer implements DatabaseRestorer {
  async prepare(targetPath: string, options: { readonly overwrite: boolean }): Promise<string> {
    const target = await realTarget(targetPath);
    const existing = await statIfThere(target);
    if (existing !== undefined && !existing.isFile()) throw notAFile(targetPath, existing);
    if (existing !== undefined && !options.overwrite) {
      // A restore that was killed between its link and its removal leaves both names: only a refused one comes next.
      await removeLeftovers(target).catch(() => undefined);
      throw alreadyThere(targetPath);
    }
    const directory = dirname(target);
    await withDirectoryErrors(directory, async () => {
      // The slash makes a file in its place fail as such, not as a missing permission.
      await access(`${directory}/`, constants.W_OK | constants.X_OK);
      await removeLeftovers(target);
    });
    prepared += 1;
    const name = `${leftoverPrefix(basename(target))}${String(process.pid)}-${LIFETIME}-${String(prepared)}`;
    return join(directory, name);
  }

  async warnings(preparedPath: string): Promise<readonly RunWarning[]> {
    return fileSystemWarnings(dirname(preparedPath), preparedPath).catch(() => []);
  }

  async own(
    preparedPath: string,
    targetPath: string,
    recorded: FileOwner | undefined,
  ): Promise<readonly RunWarning[]> {
    const target = await realTarget(targetPath);
    if ((await statIfThere(target)) !== undefined) return [];
    return withDirectoryErrors(dirname(target), () => ownNewFile(preparedPath, target, recorded));
  }

  async commit(
    preparedPath: string,
    targetPath: string,
    options: { readonly overwrite: boolean },
  ): Promise<string | undefined> {
    const target = await realTarget(targetPath);
    let isInPlace = false;
    try {
      // Sync it before its mode may forbid to open it.
      await syncFile(preparedPath);
      await takeOwnerAndMode(preparedPath, target);
      const image = await identityOf(preparedPath);
      try {
        await moveSideFilesAway(target, preparedPath);
        if (options.overwrite) await rename(preparedPath, target);
        else await linkOrRename(preparedPath, target, targetPath);
      } catch (error) {
        // The link may exist although the prepared name could not be removed.
        isInPlace = image !== undefined && (await identityOf(target)) === image;
        if (!isInPlace) await putSideFilesBack(target, preparedPath).catch(() => undefined);
        throw error;
      }
      isInPlace = true;
      await syncDirectory(dirname(target));
      await removeOldSideFiles(preparedPath);
      return undefined;
    } catch (error) {
      const failure = directoryException(error, dirname(target));
      if (!isInPlace) throw failure;
      await this.discard(preparedPath);
      return failure instanceof Error ? failure.message : String(failure);
    }
  }

  async discard(preparedPath: string): Promise<void> {
    await rm(preparedPath, { force: true }).catch(() => undefined);
  }
}

function leftoverPrefix(targetName: string): string {
  return `.${targetName}.restoring-`;
}

/** Removes the prepared files of dead restores; those of a running process, this one included, are in use. */
async function removeLeftovers(target: string): Promise<void> {
  const directory = dirname(target);
  const prefix = leftoverPrefix(basename(target));
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix));
  for (const preparedName of new Set(names.map(withoutOldSuffix))) {
    if (!isLeftover(preparedName.slice(prefix.length))) continue;
    const preparedPath = join(directory, preparedName);
    // The prepared file still exists, so the target is still the old database: give it its side files back.
    if (names.includes(preparedName)) await putSideFilesBack(target, preparedPath);
    await rm(preparedPath, { force: true });
    await removeOldSideFiles(preparedPath);
  }
}

function isLeftover(ending: string): boolean {
  const { pid, lifetime } = PREPARED.exec(ending)?.groups ?? {};
  if (pid === undefined) return false;
  return Number(pid) === process.pid ? lifetime !== LIFETIME : !isProcessAlive(Number(pid));
}

async function takeOwnerAndMode(preparedPath: string, target: string): Promise<void> {
  const old = await statIfThere(target);
  if (old === undefined) return;
  const mine = await stat(preparedPath);
  if (mine.uid !== old.uid || mine.gid !== old.gid) await chown(preparedPath, old.uid, old.gid);
  await setMode(preparedPath, old.mode & PERMISSION_BITS);
}

/**
 * Next to the new database the old side files would bring old pages back: move them away first. Delete them only
 * after the new database is in place: an old WAL may hold the only copy of the last commits.
 */
async function moveSideFilesAway(target: string, preparedPath: string): Promise<void> {
  for (const suffix of SIDE_FILES) {
    if ((await statIfThere(target + suffix)) === undefined) continue;
    await rename(target + suffix, oldSideFilePath(preparedPath, suffix));
  }
}

/**
 * Only next to the same target: not next to the new database, and not when the target was written since, because old
 * pages would come back.
 */
async function putSideFilesBack(target: string, preparedPath: string): Promise<void> {
  const [current, prepared] = [await statIfThere(target), await statIfThere(preparedPath)];
  for (const suffix of SIDE_FILES) {
    const old = await statIfThere(oldSideFilePath(preparedPath, suffix));
    if (old === undefined || (await statIfThere(target + suffix)) !== undefined) continue;
    if (current !== undefined && (current.ino === prepared?.ino || current.mtimeMs > old.ctimeMs)) continue;
    await rename(oldSideFilePath(preparedPath, suffix), target + suffix);
  }
}

async function removeOldSideFiles(preparedPath: string): Promise<void> {
  for (const suffix of SIDE_FILES) await rm(oldSideFilePath(preparedPath, suffix), { force: true });
}

function oldSideFilePath(preparedPath: string, suffix: string): string {
  return `${preparedPath}.old${suffix}`;
}

function withoutOldSuffix(name: string): string {
  return name.replace(/\.old-[a-z]+$/, '');
}

/** A link never replaces a new file. Without hard links, rename: the check for an existing file has just been made. */
async function linkOrRename(preparedPath: string, target: string, targetPath: string): Promise<void> {
  try {
    await link(preparedPath, target);
    await rm(preparedPath);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') throw alreadyThere(targetPath);
    if (await lstat(target).catch(() => undefined)) throw error;
    await rename(preparedPath, target);
  }
}

function alreadyThere(path: string): UsageException {
  return new UsageException(`${path} already exists`, {
    hint: 'Restore to a new path, or add --force to replace it. Nothing was changed.',
    details: { path },
  });
}

function notAFile(path: string, facts: Stats): UsageException {
  return new UsageException(`${path} is ${facts.isDirectory() ? 'a directory' : 'no regular file'}`, {
    hint: facts.isDirectory()
      ? 'Name the database file to restore to, inside that directory for instance.'
      : 'Choose another path. Nothing was changed.',
    details: { path },
  });
}
