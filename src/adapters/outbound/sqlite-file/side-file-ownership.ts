import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';

const ROOT = 0;
/** Offset of the read version in the database header: 2 means write-ahead log. */
const READ_VERSION_OFFSET = 19;
const WAL_VERSION = 2;

/**
 * A reader of a cleanly closed WAL database creates its `-wal` and `-shm`, and SQLite can give them to the database's
 * owner only when root runs it. Another user's side files would block the application's writes, so such a database is
 * not opened. Call it before any connection: it opens and closes the file.
 *
 * @throws DatabaseAccessException
 */
export async function assertNoForeignSideFiles(path: string): Promise<void> {
  const uid = process.getuid?.();
  const main = await stat(path);
  if (uid === undefined || uid === ROOT || uid === main.uid) return;
  if (!(await usesWal(path)) || !(await wouldCreateSideFiles(path))) return;
  throw new DatabaseAccessException(
    `opening ${path} as user id ${String(uid)} would leave -wal and -shm files that its owner (${String(main.uid)}) cannot write`,
    {
      hint: "Run the backup as the database's owner or as root, or while the application has the database open.",
      details: { path, uid, owner_uid: main.uid },
    },
  );
}

/** Call it before any connection: it opens and closes the file. */
export async function usesWal(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const version = Buffer.alloc(1);
    await file.read(version, 0, 1, READ_VERSION_OFFSET);
    return version[0] === WAL_VERSION;
  } finally {
    await file.close();
  }
}

async function wouldCreateSideFiles(path: string): Promise<boolean> {
  const present = await Promise.all([`${path}-wal`, `${path}-shm`].map(exists));
  if (present.every(Boolean)) return false;
  return access(dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
