import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';
import { planImage } from '../sqlite-file/database-image.ts';
import { journalModeAfter } from '../sqlite-file/rollback-journal.ts';
import { readStart, observe, type Observation } from '../sqlite-file/read-unchanged.ts';
import { locateSourceFile } from '../sqlite-file/source-file.ts';
import { MAX_IMAGE_BYTES, assertFitsSqlJs } from '../sqlite-file/sql-js-engine.ts';
import { sourceChangedException } from '../sqlite-file/source-changed.ts';
import type { SourceRequest } from '../task-worker/tasks.ts';
import { surroundingsOf } from './source-surroundings.ts';

/** The largest page size: it contains page 1 in any case. */
const FIRST_BYTES = 65536;
const PAUSE_MS = 20;

/**
 * Reads header and WAL once: a concurrent writer may make the figures stale. Runs in a child process.
 * @throws as the port DatabaseProbe; BackupCreationException when the source is too large for a capture
 */
export async function probeWithSqlJs(request: Omit<SourceRequest, 'engine'>): Promise<DatabaseProbeFacts> {
  const { sourcePath } = request;
  const path = await locateSourceFile(sourcePath);
  const surroundings = await surroundingsOf(path);
  const { mainBytes, walBytes, journal } = await waitForQuiet(path, request);
  assertFitsSqlJs(path, mainBytes);
  assertFitsSqlJs(`${path}-wal`, walBytes);
  const start = readStart(path, FIRST_BYTES) ?? Buffer.alloc(0);
  const wal = readStart(`${path}-wal`, MAX_IMAGE_BYTES) ?? Buffer.alloc(0);
  const { header, pageCount, bytes } = planImage({ start, sizeBytes: mainBytes }, wal, sourcePath);
  assertFitsSqlJs(path, bytes);
  return {
    databaseBytes: bytes,
    pageSize: header.pageSize,
    pageCount,
    journalMode: header.usesWal ? 'wal' : journalModeAfter(journal),
    writerSqliteVersion: header.writerSqliteVersion,
    ...surroundings,
  };
}

async function waitForQuiet(path: string, request: Omit<SourceRequest, 'engine'>): Promise<Observation> {
  const giveUpMs = performance.now() + request.busyTimeoutMs;
  for (;;) {
    const observation = observe(path);
    if (typeof observation === 'object') return observation;
    if (performance.now() > giveUpMs)
      throw await sourceChangedException(observation, request.sourcePath, path);
    await pause(PAUSE_MS);
  }
}
