import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';
import { readBytes } from '../files/file-bytes.ts';
import { ReadTransaction } from '../sqlite-file/read-transaction.ts';
import { locateSourceFile } from '../sqlite-file/source-file.ts';
import type { SourceRequest } from '../task-worker/tasks.ts';
import { surroundingsOf } from './source-surroundings.ts';

/** SQLITE_VERSION_NUMBER of the last writer, in the header. */
const WRITER_VERSION = { offset: 96, length: 4 };

/** Opens the source as a capture does, and closes it at once. */
export async function probeNatively({
  sourcePath,
  busyTimeoutMs,
}: SourceRequest): Promise<DatabaseProbeFacts> {
  const path = await locateSourceFile(sourcePath);
  const surroundings = await surroundingsOf(path);
  const snapshot = await ReadTransaction.open(path, busyTimeoutMs);
  const { facts } = snapshot;
  snapshot.close();
  return {
    databaseBytes: facts.pageCount * facts.pageSize,
    pageSize: facts.pageSize,
    pageCount: facts.pageCount,
    journalMode: facts.journalMode,
    writerSqliteVersion: await writerVersion(path),
    ...surroundings,
  };
}

async function writerVersion(path: string): Promise<string> {
  const bytes = await readBytes(path, WRITER_VERSION.length, WRITER_VERSION.offset);
  // A main file is empty while all pages are in the WAL.
  const version = bytes.length < WRITER_VERSION.length ? 0 : bytes.readUInt32BE();
  return [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000].join('.');
}
