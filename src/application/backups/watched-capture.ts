import type {
  CapturedArtifact,
  CapturedChanges,
  CaptureRequest,
  CaptureOptions,
  ChangesRequest,
  DatabaseSnapshotter,
  Unchanged,
} from '../ports/database-snapshotter.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

/** A capture that wrote an artifact; with a page table where one is kept. */
export type WrittenCapture = CapturedArtifact & Partial<CapturedChanges>;

export interface WatchedCapture {
  readonly captured: WrittenCapture | Unchanged;
  /** Growth of the source's WAL during the capture; `undefined` when unknown. */
  readonly walGrowthBytes: number | undefined;
}

/**
 * Captures for a run, and warns of its cost for the application.
 * @param request with `changes`, only what changed
 */
export async function watchedCapture(
  snapshotter: DatabaseSnapshotter,
  request: CaptureRequest & { readonly changes?: ChangesRequest['changes'] | undefined },
  run: RunContext,
): Promise<WatchedCapture> {
  let walGrowthBytes: number | undefined;
  const { changes } = request;
  const options: CaptureOptions = {
    signal: run.signal,
    onDetail: (message) => {
      run.detail(message);
    },
    onProgress: (progress) => {
      walGrowthBytes = progress.walGrowthBytes ?? walGrowthBytes;
      run.progress(progress.phase, progress.doneBytes, progress.totalBytes, progress.walGrowthBytes);
    },
  };
  const captured: WrittenCapture | Unchanged =
    changes === undefined
      ? await snapshotter.capture(request, options)
      : await snapshotter.captureChanges({ ...request, changes }, options);
  if (captured.isUnchanged === true) return { captured, walGrowthBytes };
  reportCapture(captured, run);
  const hasLog = captured.journalMode === 'wal';
  if (captured.engine === 'native' && captured.capture === 'stream' && !hasLog) {
    run.warn(
      `writers of ${request.sourcePath} had to wait for the whole capture: there was not enough space for a copy`,
      'Free space for two copies of the database in the backup directory, or let the database use WAL mode.',
    );
  }
  return { captured, walGrowthBytes: hasLog ? walGrowthBytes : undefined };
}

function reportCapture(captured: CapturedArtifact, run: RunContext): void {
  const { engine, capture, consistency, sqliteVersion, journalMode, pageCount, sourceCheck } = captured;
  run.detail('captured', {
    engine,
    capture,
    consistency,
    sqlite_version: sqliteVersion,
    journal_mode: journalMode,
    page_count: pageCount,
    database_bytes: captured.databaseBytes,
    stored_bytes: captured.storedBytes,
    compression: captured.compression,
  });
  const { level, result, detail, durationMs } = sourceCheck;
  run.detail(`source check ${level}: ${result}`, { detail, duration_ms: durationMs });
}
