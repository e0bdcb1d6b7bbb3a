import { stat } from 'node:fs/promises';
import { backup } from 'node:sqlite';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { SQLITE, primaryCode, sourceException } from '../sqlite-file/sqlite-error.ts';
import { ReadTransaction } from '../sqlite-file/read-transaction.ts';
import { checkSource } from './source-check.ts';
import { type Captured, type ReportProgress, captureFile } from './streaming-capture.ts';
import { asFull } from './write-image.ts';
import type { CaptureTask } from '../task-worker/tasks.ts';

/** More pages than any database has: in a single step no commit can restart the backup. */
const ALL_PAGES = 0x7fffffff;

/** Captures by SQLite's online backup into a spool, in one step and one read transaction. It needs room for a scratch copy. */
export async function captureByOnlineBackup(
  sourcePath: string,
  spoolPath: string,
  request: CaptureTask,
  report: ReportProgress,
): Promise<Captured> {
  await removeInDirectory(spoolPath);
  const { facts, sourceCheck } = await spool(sourcePath, spoolPath, request, report);
  const wanted = sourceCheck?.result === 'failed' ? asFull(request) : request;
  const captured = await captureFile(
    spoolPath,
    sourceCheck === undefined ? wanted : { ...wanted, sourceCheck: 'none' },
    report,
  );
  return {
    ...captured,
    ...facts,
    capture: 'sqlite-backup',
    sourceCheck: sourceCheck ?? captured.sourceCheck,
  };
}

/** A WAL source is checked in the same transaction: its readers block no writer. */
async function spool(sourcePath: string, spoolPath: string, request: CaptureTask, report: ReportProgress) {
  const snapshot = await ReadTransaction.open(sourcePath, request.busyTimeoutMs);
  try {
    const { facts } = snapshot;
    const totalBytes = facts.pageCount * facts.pageSize;
    let sourceCheck;
    if (facts.journalMode === 'wal') {
      report({ phase: 'checking', doneBytes: 0, totalBytes });
      sourceCheck = checkSource(snapshot.content, request.sourceCheck);
    }
    report({ phase: 'capturing', doneBytes: 0, totalBytes });
    await backup(snapshot.connection, spoolPath, { rate: ALL_PAGES }).catch((error: unknown) => {
      throw spoolException(error, spoolPath);
    });
    await assertWhole(spoolPath, totalBytes);
    return { facts, sourceCheck };
  } catch (error) {
    throw await sourceException(error, sourcePath, request.busyTimeoutMs);
  } finally {
    snapshot.close();
  }
}

async function assertWhole(spoolPath: string, expectedBytes: number): Promise<void> {
  const { size } = await stat(spoolPath);
  if (size === expectedBytes) return;
  throw new BackupCreationException(
    `SQLite copied ${String(size)} bytes of a snapshot of ${String(expectedBytes)} bytes`,
    { hint: 'Try again; if it persists, check the database with PRAGMA integrity_check.' },
  );
}

/** SQLite only reads the source: a failed write is the spool's. */
function spoolException(error: unknown, spoolPath: string): unknown {
  const code = primaryCode(error);
  if (code !== SQLITE.FULL && code !== SQLITE.CANTOPEN && code !== SQLITE.READONLY) return error;
  const isFull = code === SQLITE.FULL;
  return new BackupDirectoryException(isFull ? `no room left: ${spoolPath}` : `cannot write ${spoolPath}`, {
    hint: 'Free disk space or clean up old backups: a capture needs room for the database and its artifact.',
    details: { ...(isFull && { reason: NO_SPACE }), path: spoolPath },
    cause: error,
  });
}
