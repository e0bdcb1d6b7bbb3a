import type { CaptureProgress, CaptureRequest } from '../../../application/ports/database-snapshotter.ts';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import type { DatabaseHeader } from '../sqlite-file/database-header.ts';
import { composeImage, planImage } from '../sqlite-file/database-image.ts';
import { journalModeAfter } from '../sqlite-file/rollback-journal.ts';
import { readUnchanged } from '../sqlite-file/read-unchanged.ts';
import { ownerOfSource } from '../sqlite-file/source-file.ts';
import { assertFitsSqlJs, queryImage, sqlJsSqliteVersion } from '../sqlite-file/sql-js-engine.ts';
import { countTables } from '../sqlite-file/listed-tables.ts';
import { hasDependableLocks } from '../sqlite-file/file-system.ts';
import { BufferedImage } from '../sqlite-file/page-image.ts';
import { finishCapture } from './finish-capture.ts';
import { checkSource, NOT_CHECKED } from './source-check.ts';
import type { Captured } from './streaming-capture.ts';
import { asFull, writeImage } from './write-image.ts';
import type { CaptureResult, CaptureTask } from '../task-worker/tasks.ts';

interface Capture {
  readonly image: Buffer;
  readonly header: DatabaseHeader;
  readonly pageCount: number;
  readonly journalMode: string;
}

/**
 * Captures without a native SQLite: `readUnchanged` explains why it reads one committed state. The image is the main
 * file with the committed WAL frames in place, as a full checkpoint would leave it. Runs in a child process.
 *
 * @throws as the port DatabaseSnapshotter; BackupCreationException above 1 GiB
 */
export async function captureWithSqlJs(
  request: CaptureTask,
  report: (progress: CaptureProgress) => void,
): Promise<CaptureResult> {
  const { sourcePath } = request;
  // A file that cannot be reached: the capture finds the reason.
  const hasFingerprints = () => hasDependableLocks(sourcePath).catch(() => false);
  return finishCapture(sourcePath, request, hasFingerprints, (wanted) => capture(wanted, report));
}

async function capture(request: CaptureTask, report: (progress: CaptureProgress) => void): Promise<Captured> {
  const { image, header, pageCount, journalMode } = await captureImage(request, report);
  report({ phase: 'checking', doneBytes: 0, totalBytes: image.length });
  const { sourceCheck, tableCount } = await examine(image, request.sourceCheck);
  const wanted = sourceCheck.result === 'failed' ? asFull(request) : request;
  const written = await writeImage(new BufferedImage(image, header.pageSize), wanted, (doneBytes) =>
    report({ phase: 'compressing', doneBytes, totalBytes: image.length }),
  );
  return {
    engine: 'sqljs',
    consistency: 'optimistic',
    capture: 'stream',
    sqliteVersion: await sqlJsSqliteVersion(),
    journalMode,
    pageSize: header.pageSize,
    pageCount,
    usedPageCount: Math.max(0, pageCount - header.freePages),
    tableCount,
    compression: request.compression,
    sourceCheck,
    sourceOwner: await ownerOfSource(request.sourcePath),
    ...written,
  };
}

/** On return both files are closed and only the image is in memory. */
async function captureImage(
  { sourcePath, busyTimeoutMs }: CaptureRequest,
  report: (progress: CaptureProgress) => void,
): Promise<Capture> {
  const { main, wal, journal } = await readUnchanged(sourcePath, busyTimeoutMs, (doneBytes, totalBytes) =>
    report({ phase: 'capturing', doneBytes, totalBytes }),
  );
  const plan = planImage({ start: main, sizeBytes: main.length }, wal, sourcePath);
  assertFitsSqlJs(sourcePath, plan.bytes);
  const { header, pageCount } = plan;
  const journalMode = header.usesWal ? 'wal' : journalModeAfter(journal);
  return { image: composeImage(main, wal, plan), header, pageCount, journalMode };
}

interface Findings {
  readonly sourceCheck: SourceCheck;
  readonly tableCount: number | undefined;
}

/** Without a check it makes no second copy in memory, and does not count the tables. */
async function examine(image: Buffer, level: SourceCheckLevel): Promise<Findings> {
  if (level === 'none') return { sourceCheck: NOT_CHECKED, tableCount: undefined };
  return queryImage(image, (query, content) => ({
    sourceCheck: checkSource(content, level),
    tableCount: countTables(query),
  }));
}
