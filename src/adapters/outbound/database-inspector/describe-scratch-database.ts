import { open } from 'node:fs/promises';
import type { DatabaseFacts } from '../../../application/ports/database-inspector.ts';
import { parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';

/** As much as tells an encrypted file from garbage. */
const FIRST_BYTES = 4096;

/**
 * What the header of a scratch database of ours says: nobody else has it open, so this process may read it.
 * @throws BackupNotFoundException nothing is at the path
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
