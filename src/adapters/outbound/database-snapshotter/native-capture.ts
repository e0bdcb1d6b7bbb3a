import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { SIDE_FILES } from '../files/database-files.ts';
import { removeInDirectory, removeQuietly } from '../files/remove-file.ts';
import { hasDependableLocks } from '../sqlite-file/file-system.ts';
import { StreamingUnsupportedError } from '../sqlite-file/live-image.ts';
import { SourceChangedError } from '../sqlite-file/source-changed.ts';
import { sourceFailure } from '../sqlite-file/source-file.ts';
import { isHotJournal } from '../sqlite-file/sqlite-error.ts';
import type { CaptureTask } from '../task-worker/tasks.ts';
import { captureByOnlineBackup } from './online-backup-capture.ts';
import { recoverCopy } from './recovered-copy.ts';
import { type Captured, type CaptureReporter, captureByStreaming, captureFile } from './streaming-capture.ts';

/** A source changes only briefly: a writer that dies while publishing, a file that is replaced. */
const MAX_ATTEMPTS = 10;
const PAUSE_MS = 50;
/** The spool and its side files. */
const SPOOL_FILES = ['', ...SIDE_FILES];

/**
 * Captures under SQLite's locks: streams raw pages in one read transaction where this is safe, else uses SQLite's online
 * backup.
 */
export async function captureOrRecover(
  sourcePath: string,
  request: CaptureTask,
  { report, reportDetail }: CaptureReporter,
): Promise<Captured> {
  const spoolPath = `${request.destinationPath}.spool`;
  try {
    return await capture(sourcePath, spoolPath, request, { report, reportDetail });
  } catch (error) {
    // A failure of reading the source; failures of spool and artifact are exceptions already.
    if (!isHotJournal(error)) throw sourceFailure(error, sourcePath);
    reportDetail('way: a recovered copy, because the source has the journal of a writer that died');
    await recoverCopy(sourcePath, spoolPath, error);
    return await captureFile(spoolPath, request, report);
  } finally {
    await removeQuietly(...SPOOL_FILES.map((suffix) => spoolPath + suffix));
  }
}

async function capture(
  sourcePath: string,
  spoolPath: string,
  request: CaptureTask,
  { report, reportDetail }: CaptureReporter,
): Promise<Captured> {
  if (!(await hasDependableLocks(sourcePath))) {
    reportDetail("way: SQLite's online backup, because the file system's locks are not reliable");
    return captureByOnlineBackup(sourcePath, spoolPath, request, report);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await captureByStreaming(sourcePath, spoolPath, request, { report, reportDetail });
    } catch (error) {
      if (error instanceof StreamingUnsupportedError) {
        reportDetail(`way: SQLite's online backup, because ${error.message}`);
        return captureByOnlineBackup(sourcePath, spoolPath, request, report);
      }
      if (!(error instanceof SourceChangedError)) throw error;
      reportDetail(`attempt ${String(attempt)} of ${String(MAX_ATTEMPTS)} failed: ${error.message}`);
      await removeInDirectory(request.destinationPath);
      if (attempt === MAX_ATTEMPTS) throw changesTooOften(sourcePath, error);
      await pause(PAUSE_MS);
    }
  }
}

function changesTooOften(path: string, error: SourceChangedError): DatabaseAccessException {
  return new DatabaseAccessException(`${path} changed while it was read: ${error.message}`, {
    hint: 'Check whether a program replaces the file or deletes its -wal or -shm. Only SQLite may change these.',
    details: { path },
    cause: error,
  });
}
