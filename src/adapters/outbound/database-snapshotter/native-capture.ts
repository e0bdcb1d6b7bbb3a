import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import type { CaptureFacts } from '../../../domain/backup/manifest.ts';
import type { CaptureProgress, CaptureRequest } from '../../../application/ports/database-snapshotter.ts';
import type { Deliver } from '../child-process/serve-tasks.ts';
import { removeInDirectory, removeQuietly } from '../files/remove-file.ts';
import { hasDependableLocks } from '../sqlite-file/file-system.ts';
import { StreamingUnsupportedError } from '../sqlite-file/live-image.ts';
import { locateSourceFile, ownerOfSource, sourceFailure } from '../sqlite-file/source-file.ts';
import { isHotJournal } from '../sqlite-file/sqlite-error.ts';
import { SourceChangedError } from '../sqlite-file/source-changed-error.ts';
import type { CaptureReport, ReportDetail } from './capture-report.ts';
import { captureByOnlineBackup } from './online-backup-capture.ts';
import { recoverCopy } from './recovered-copy.ts';
import { captureByStreaming, captureFile } from './streaming-capture.ts';

type Report = (progress: CaptureProgress) => void;

/** An unsettled source is a matter of moments: a writer that dies while publishing, a file that is swapped. */
const MAX_ATTEMPTS = 10;
const PAUSE_MS = 50;
/** What SQLite may leave beside a spool. */
const SPOOL_FILES = ['', '-wal', '-shm', '-journal'];

/**
 * Captures with `node:sqlite`'s locks: by streaming the raw pages under one read transaction where that can be
 * proved, else by SQLite's online backup call. Belongs into a process that does nothing else.
 */
export async function captureNatively(
  request: CaptureRequest,
  report: Report,
  deliver: Deliver = () => Promise.resolve(),
): Promise<CaptureFacts> {
  const tell: ReportDetail = (detail) => {
    // Where the parent is gone, this process ends as well.
    void deliver({ detail } satisfies CaptureReport).catch(() => undefined);
  };

  // Copies of private data are private, SQLite's own files included.
  process.umask(0o077);
  const sourcePath = await locateSourceFile(request.sourcePath);
  const sourceOwner = await ownerOfSource(sourcePath);
  const spoolPath = `${request.destinationPath}.spool`;
  try {
    return { ...(await capture(sourcePath, spoolPath, request, { report, tell })), sourceOwner };
  } catch (error) {
    // What was read from the source failed: errors of the spool and the artifact have their own words.
    if (!isHotJournal(error)) throw sourceFailure(error, sourcePath);
    tell('way: a recovered copy, because the source has the journal of a writer that died');
    await recoverCopy(sourcePath, spoolPath, error);
    return { ...(await captureFile(spoolPath, request, report)), sourceOwner };
  } finally {
    await removeQuietly(...SPOOL_FILES.map((suffix) => spoolPath + suffix));
  }
}

async function capture(
  sourcePath: string,
  spoolPath: string,
  request: CaptureRequest,
  { report, tell }: { readonly report: Report; readonly tell: ReportDetail },
): Promise<CaptureFacts> {
  if (!(await hasDependableLocks(sourcePath))) {
    tell("way: SQLite's online backup, because the file system's locks cannot be relied upon");
    return captureByOnlineBackup(sourcePath, spoolPath, request, report);
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await captureByStreaming(sourcePath, spoolPath, request, { report, tell });
    } catch (error) {
      if (error instanceof StreamingUnsupportedError) {
        tell(`way: SQLite's online backup, because ${error.message}`);
        return captureByOnlineBackup(sourcePath, spoolPath, request, report);
      }
      if (!(error instanceof SourceChangedError)) throw error;
      tell(`attempt ${String(attempt)} of ${String(MAX_ATTEMPTS)} is given up: ${error.message}`);
      await removeInDirectory(request.destinationPath);
      if (attempt === MAX_ATTEMPTS) throw neverSettled(sourcePath, error);
      await pause(PAUSE_MS);
    }
  }
}

function neverSettled(path: string, error: SourceChangedError): DatabaseAccessException {
  return new DatabaseAccessException(`${path} does not hold still: ${error.message}`, {
    hint: 'Is something replacing the file or deleting its -wal or -shm? Only SQLite may touch these.',
    details: { path },
    cause: error,
  });
}
