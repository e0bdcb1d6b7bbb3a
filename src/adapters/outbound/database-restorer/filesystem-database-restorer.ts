import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, chown, link, lstat, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { FileOwner } from '../../../domain/backup/manifest.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import type { DatabaseRestorer } from '../../../application/ports/database-restorer.ts';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import { directoryException, isSystemError } from '../codec/directory-exception.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { ownNewFile } from './own-new-file.ts';
import { setMode } from '../codec/file-mode.ts';
import { fileSystemWarnings } from '../codec/file-system-warnings.ts';

const SIDE_FILES = ['-wal', '-shm', '-journal'];
const PERMISSION_BITS = 0o7777;

/** Which process prepared a file; ones of the first releases have its id only. */
const PREPARED = /^(?<pid>\d+)(?:-(?<lifetime>[0-9a-f]+)-\d+)?$/;
/** Tells this process from a dead one that had the same id, as the first one of every container has. */
const LIFETIME = randomBytes(4).toString('hex');
let prepared = 0;

/** Restores by writing a new file beside the target and renaming it over the target. */
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
    try {
      // With the slash a file in its place is told from a directory that may not be written.
      await access(`${directory}/`, constants.W_OK | constants.X_OK);
      await removeLeftovers(target);
    } catch (error) {
      throw directoryException(error, directory);
    }
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
    try {
      return await ownNewFile(preparedPath, target, recorded);
    } catch (error) {
      throw directoryException(error, dirname(target));
    }
  }

  async commit(
    preparedPath: string,
    targetPath: string,
    options: { readonly overwrite: boolean },
  ): Promise<string | undefined> {
    const target = await realTarget(targetPath);
    let isInPlace = false;
    try {
      // Before its mode may forbid to open it.
      await syncFile(preparedPath);
      await takeOwnerAndMode(preparedPath, target);
      const image = await identityOf(preparedPath);
      try {
        await moveSideFilesAside(target, preparedPath);
        if (options.overwrite) await rename(preparedPath, target);
        else await linkOrRename(preparedPath, target, targetPath);
      } catch (error) {
        // A link may be there though its other name could not be removed.
        isInPlace = image !== undefined && (await identityOf(target)) === image;
        if (!isInPlace) await putSideFilesBack(target, preparedPath).catch(() => undefined);
        throw error;
      }
      isInPlace = true;
      await syncDirectory(dirname(target));
      await removeAside(preparedPath);
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

/** A symbolic link stays one: what it points to is replaced. */
async function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** Tells a file from every other one, under each of its names. */
async function identityOf(path: string): Promise<string | undefined> {
  const facts = await statIfThere(path);
  return facts && `${String(facts.dev)}:${String(facts.ino)}`;
}

function leftoverPrefix(targetName: string): string {
  return `.${targetName}.restoring-`;
}

/** A dead restore's file bears its process's id; one of a running process, this one too, is somebody's work. */
async function removeLeftovers(target: string): Promise<void> {
  const directory = dirname(target);
  const prefix = leftoverPrefix(basename(target));
  const names = (await readdir(directory)).filter((name) => name.startsWith(prefix));
  for (const preparedName of new Set(names.map(withoutAside))) {
    if (!isLeftover(preparedName.slice(prefix.length))) continue;
    const preparedPath = join(directory, preparedName);
    // Its own file is still there, so the target is still the old one: that gets back what had left before it died.
    if (names.includes(preparedName)) await putSideFilesBack(target, preparedPath);
    await rm(preparedPath, { force: true });
    await removeAside(preparedPath);
  }
}

function isLeftover(ending: string): boolean {
  const { pid, lifetime } = PREPARED.exec(ending)?.groups ?? {};
  if (pid === undefined) return false;
  return Number(pid) === process.pid ? lifetime !== LIFETIME : !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

async function takeOwnerAndMode(preparedPath: string, target: string): Promise<void> {
  const old = await statIfThere(target);
  if (old === undefined) return;
  const mine = await stat(preparedPath);
  if (mine.uid !== old.uid || mine.gid !== old.gid) await chown(preparedPath, old.uid, old.gid);
  await setMode(preparedPath, old.mode & PERMISSION_BITS);
}

/**
 * Beside the new database the old side files would bring old pages back, so they leave before it comes; not for good
 * until it is there, for an old write-ahead log may hold the only copy of the last commits.
 */
async function moveSideFilesAside(target: string, preparedPath: string): Promise<void> {
  for (const suffix of SIDE_FILES) {
    if ((await statIfThere(target + suffix)) === undefined) continue;
    await rename(target + suffix, asidePath(preparedPath, suffix));
  }
}

/**
 * Only beside the very target that they left: not beside the new database, linked already, and not when somebody
 * has written to the target since, who would get old pages back.
 */
async function putSideFilesBack(target: string, preparedPath: string): Promise<void> {
  const [old, prepared] = [await statIfThere(target), await statIfThere(preparedPath)];
  for (const suffix of SIDE_FILES) {
    const aside = await statIfThere(asidePath(preparedPath, suffix));
    if (aside === undefined || (await statIfThere(target + suffix)) !== undefined) continue;
    if (old !== undefined && (old.ino === prepared?.ino || old.mtimeMs > aside.ctimeMs)) continue;
    await rename(asidePath(preparedPath, suffix), target + suffix);
  }
}

async function removeAside(preparedPath: string): Promise<void> {
  for (const suffix of SIDE_FILES) await rm(asidePath(preparedPath, suffix), { force: true });
}

function asidePath(preparedPath: string, suffix: string): string {
  return `${preparedPath}.old${suffix}`;
}

function withoutAside(name: string): string {
  return name.replace(/\.old-[a-z]+$/, '');
}

/** A link refuses to replace what appeared meanwhile; where there are no links the check has just been made. */
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
  return new UsageException(`${path} exists already`, {
    hint: 'Restore to a new path, or add --force to replace it; nothing was changed.',
    details: { path },
  });
}

function notAFile(path: string, facts: Stats): UsageException {
  return new UsageException(`${path} is ${facts.isDirectory() ? 'a directory' : 'no regular file'}`, {
    hint: facts.isDirectory()
      ? 'Name the database file to restore to, inside that directory for instance.'
      : 'Choose another path; nothing was changed.',
    details: { path },
  });
}
