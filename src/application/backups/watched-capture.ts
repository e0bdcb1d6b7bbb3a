import type { CapturedArtifact, CaptureRequest, DatabaseSnapshotter } from '../ports/database-snapshotter.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

export interface WatchedCapture {
  readonly captured: CapturedArtifact;
  /** Growth of the source's WAL during the capture; `undefined` when unknown. */
  readonly walGrowthBytes: number | undefined;
}

/** Captures for a run, and warns of its cost for the application. */
export async function watchedCapture(
  snapshotter: DatabaseSnapshotter,
  request: CaptureRequest,
  run: RunContext,
): Promise<WatchedCapture> {
  let walGrowthBytes: number | undefined;
  const captured = await snapshotter.capture(request, {
    signal: run.signal,
    onDetail: (message) => {
      run.detail(message);
    },
    onProgress: (progress) => {
      walGrowthBytes = progress.walGrowthBytes ?? walGrowthBytes;
      run.progress(progress.phase, progress.doneBytes, progress.totalBytes, progress.walGrowthBytes);
    },
  });
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
