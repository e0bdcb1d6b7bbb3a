import { open } from 'node:fs/promises';
import type { DatabaseFacts } from '../../../application/ports/database-inspector.ts';
import { parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';

/** Enough to tell an encrypted file from garbage. */
const FIRST_BYTES = 4096;

/**
 * Reads the header of a scratch database. No other process has it open, so this process may read it.
 * @throws BackupNotFoundException the file does not exist
 * @throws DatabaseCorruptedException it is no database
 */
export async function describeScratchDatabase(databasePath: string): Promise<DatabaseFacts> {
  await existingSize(databasePath);
  const file = await open(databasePath, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    const header = parseDatabaseHeader(buffer.subarray(0, bytesRead), databasePath);
    return {
      pageSize: header.pageSize,
      journalMode: header.usesWal ? 'wal' : 'delete',
      writerSqliteVersion: header.writerSqliteVersion,
    };
  } finally {
    await file.close();
  }
}
