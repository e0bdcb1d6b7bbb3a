import { stat, type FileHandle, open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { TargetSurvey } from '../../../application/ports/in-place-restorer.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { HEADER_BYTES, parseDatabaseHeader, type DatabaseHeader } from '../sqlite-file/database-header.ts';
import { findLockHolders } from '../sqlite-file/lock-holders.ts';
import type { SurveyTargetRequest } from '../task-worker/tasks.ts';
import { exists } from './replacement-files.ts';
import { isNoDatabase } from './target-connection.ts';

type Way = Pick<TargetSurvey, 'method' | 'reason'>;

const ROOT = 0;

/** How a target would be replaced. It opens and closes the target: run it in a process of its own. */
export async function surveyTarget({ targetPath, pageSize }: SurveyTargetRequest): Promise<TargetSurvey> {
  await assertMayReplace(targetPath);
  const there = await exists(targetPath);
  const way: Way = there
    ? await wayFor(targetPath, pageSize)
    : { method: 'file', reason: 'there is no database yet' };
  return { ...way, exists: there, holders: await findLockHolders(targetPath) };
}

/**
 * Files of another user next to the database would lock its owner out, who needs root to get access back.
 *
 * @throws UsageException the target is no regular file
 * @throws DatabaseAccessException it belongs to another user
 */
export async function assertMayReplace(target: string): Promise<void> {
  if (!(await exists(target))) return;
  const facts = await stat(target);
  if (!facts.isFile()) {
    throw new UsageException(`${target} is ${facts.isDirectory() ? 'a directory' : 'no regular file'}`, {
      hint: 'Give the path of the database file.',
      details: { path: target },
    });
  }
  const uid = process.getuid?.();
  if (uid === undefined || uid === ROOT || uid === facts.uid) return;
  throw new DatabaseAccessException(
    `${target} belongs to user id ${String(facts.uid)}: files of user id ${String(uid)} in its folder could lock its owner out`,
    {
      hint: "Nothing was changed. Restore as the database's owner or as root.",
      details: { path: target, uid, owner_uid: facts.uid },
    },
  );
}

async function wayFor(target: string, pageSize: number): Promise<Way> {
  const through: Way = { method: 'sqlite', reason: 'SQLite replaces the content in one transaction' };
  const { size } = await stat(target);
  if (size === 0) return through;
  const header = await headerOf(target);
  if (header === undefined) return byFile('it is not a SQLite database, or its header is damaged');
  if (header.usesWal && header.pageSize !== pageSize) {
    return byFile(
      `it is in WAL mode with pages of ${String(header.pageSize)} bytes, the backup's have ${String(pageSize)}`,
    );
  }
  const isCutOff = (header.databasePages ?? 0) * header.pageSize > size;
  return (await isBroken(target, header, isCutOff)) ? byFile('SQLite cannot open it') : through;
}

function byFile(reason: string): Way {
  return { method: 'file', reason };
}

async function headerOf(target: string): Promise<DatabaseHeader | undefined> {
  const file: FileHandle = await open(target, 'r');
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
    return parseDatabaseHeader(start.subarray(0, bytesRead), target);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/**
 * Opens it with SQLite where that leaves no trace: a read-only connection to a WAL database without side files would
 * create them. Such a database was closed by its last user and consists of its main file alone.
 */
async function isBroken(target: string, header: DatabaseHeader, isCutOff: boolean): Promise<boolean> {
  if (header.usesWal && !(await exists(`${target}-shm`))) {
    return isCutOff && !(await exists(`${target}-wal`));
  }
  try {
    const connection = new DatabaseSync(target, { readOnly: true, timeout: 0 });
    try {
      connection.prepare('PRAGMA schema_version').get();
      return false;
    } finally {
      connection.close();
    }
  } catch (error) {
    // A lock is temporary, and any writer can roll the journal of a dead writer back.
    return isNoDatabase(error);
  }
}
