import type {
  CapturedArtifact,
  CaptureProgress,
  CaptureRequest,
} from '../../../application/ports/database-snapshotter.ts';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import { writeArtifact, type ReadBlock } from '../codec/artifact-writer.ts';
import type { DatabaseHeader } from '../sqlite-file/database-header.ts';
import { composeImage, planImage } from '../sqlite-file/database-image.ts';
import { journalModeAfter } from '../sqlite-file/rollback-journal.ts';
import { readUnchanged } from '../sqlite-file/read-unchanged.ts';
import { ownerOfSource } from '../sqlite-file/source-file.ts';
import { assertFitsSqlJs, queryImage, sqlJsSqliteVersion } from '../sqlite-file/sql-js-engine.ts';
import { countTables } from '../sqlite-file/listed-tables.ts';
import { checkSource, NOT_CHECKED } from './source-check.ts';

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
  request: CaptureRequest,
  report: (progress: CaptureProgress) => void,
): Promise<CapturedArtifact> {
  const { image, header, pageCount, journalMode } = await captureImage(request, report);
  report({ phase: 'checking', doneBytes: 0, totalBytes: image.length });
  const { sourceCheck, tableCount } = await examine(image, request.sourceCheck);
  const artifact = await writeArtifact(readerOf(image), request.destinationPath, {
    compression: request.compression,
    compressionLevel: request.compressionLevel,
    encryption: request.encryption,
    maxStoredBytes: request.maxStoredBytes,
    onBytes: (doneBytes) => report({ phase: 'compressing', doneBytes, totalBytes: image.length }),
  });
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
    ...artifact,
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

function readerOf(image: Buffer): ReadBlock {
  let offset = 0;
  return (block) => {
    const filled = image.copy(block, 0, offset);
    offset += filled;
    return filled;
  };
}
