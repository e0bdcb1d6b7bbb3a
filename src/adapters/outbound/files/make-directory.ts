import { mkdir, readlink, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { isSystemError, withDirectoryErrors } from './directory-exception.ts';
import { syncDirectory } from './file-system-support.ts';
import { assertStoreIsThere } from './known-stores.ts';

const OWNER_ONLY = 0o700;

/**
 * Creates a directory of mode 0700 and its missing parents; their names survive a power cut. An existing directory is
 * not changed. Not Node's recursive mkdir: it hangs where the parent exists and mkdir returns ENOENT (`/proc/x`).
 *
 * @throws BackupDirectoryException it cannot be created, or belongs to a backup directory that has disappeared
 */
export async function makeDirectory(path: string): Promise<void> {
  const wanted = resolve(path);
  await withDirectoryErrors(wanted, async () => {
    if (await isDirectory(wanted)) return;
    await assertStoreIsThere(wanted);
    if (await createdIn(dirname(wanted), wanted)) await syncNames(dirname(wanted));
  });
}

/** Each call creates one level and recurses at most once: the depth of the path is the bound. */
async function createdIn(parent: string, path: string): Promise<boolean> {
  const code = await tryToCreate(path);
  if (code === undefined) return true;
  if (code === 'EEXIST') {
    // Another process may have created it.
    if (await isDirectory(path)) return false;
    throw await inTheWay(path);
  }
  if (parent === path) throw nothingCreatedIn(parent, path);
  await makeDirectory(parent);
  const secondCode = await tryToCreate(path);
  if (secondCode === 'ENOENT') throw nothingCreatedIn(parent, path);
  return secondCode === undefined;
}

/** @returns the code of a failure that may have a remedy */
async function tryToCreate(path: string): Promise<'EEXIST' | 'ENOENT' | undefined> {
  try {
    await mkdir(path, { mode: OWNER_ONLY });
    return undefined;
  } catch (error) {
    if (isSystemError(error) && (error.code === 'EEXIST' || error.code === 'ENOENT')) return error.code;
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const facts = await stat(path).catch((error: unknown) => {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  });
  return facts?.isDirectory() === true;
}

async function inTheWay(path: string): Promise<BackupDirectoryException> {
  const target = await readlink(path).catch(() => undefined);
  const isDangling = target !== undefined && (await stat(path).catch(() => undefined)) === undefined;
  if (isDangling) {
    return new BackupDirectoryException(`${path} is a link to ${target}, which does not exist`, {
      hint: 'Mount the disk of the target, create the target, or correct the link.',
      details: { path, target },
    });
  }
  return new BackupDirectoryException(`not a directory: ${path}`, {
    hint: 'A part of the path is a file: correct the path.',
    details: { path, system_code: 'ENOTDIR' },
  });
}

function nothingCreatedIn(parent: string, path: string): BackupDirectoryException {
  return new BackupDirectoryException(`cannot create ${path}: no directory can be created in ${parent}`, {
    hint: 'Choose a directory on a disk: /proc, /sys and similar file systems hold no files of users.',
    details: { path, system_code: 'ENOENT' },
  });
}

/** A parent that may be written but not read (mode 0733) cannot be synced. */
async function syncNames(parent: string): Promise<void> {
  await syncDirectory(parent).catch((error: unknown) => {
    if (isSystemError(error) && (error.code === 'EACCES' || error.code === 'EPERM')) return;
    throw error;
  });
}
