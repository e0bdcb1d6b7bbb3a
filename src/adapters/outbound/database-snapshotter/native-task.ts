import { hasDependableLocks } from '../sqlite-file/file-system.ts';
import { locateSourceFile, ownerOfSource } from '../sqlite-file/source-file.ts';
import type { CaptureResult, CaptureTask, Deliver } from '../task-worker/tasks.ts';
import { finishCapture } from './finish-capture.ts';
import type { CaptureReport, CaptureReporter, ReportProgress } from './streaming-capture.ts';

/**
 * Captures with `node:sqlite`, for a process that does nothing else. Most of the code is loaded only when something may
 * have changed: an unchanged database is found in half the time.
 */
export async function captureNatively(
  request: CaptureTask,
  report: ReportProgress,
  deliver: Deliver<CaptureReport> = () => Promise.resolve(),
): Promise<CaptureResult> {
  const reportDetail: CaptureReporter['reportDetail'] = (detail) => {
    // A failed delivery means that the parent is gone; then this process ends too.
    void deliver({ detail }).catch(() => undefined);
  };

  // Copies of private data are private; this covers the files that SQLite creates.
  process.umask(0o077);
  const sourcePath = await locateSourceFile(request.sourcePath);
  return finishCapture(
    sourcePath,
    request,
    () => hasDependableLocks(sourcePath),
    async (wanted) => {
      const { captureOrRecover } = await import('./native-capture.ts');
      const sourceOwner = await ownerOfSource(sourcePath);
      return { ...(await captureOrRecover(sourcePath, wanted, { report, reportDetail })), sourceOwner };
    },
  );
}
