import { stat } from 'node:fs/promises';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { MIB } from '../../../domain/units.ts';

/**
 * Databases up to this size are checked inside sql.js's WebAssembly sandbox, where a hostile file cannot reach native
 * memory. The sandbox holds the file in memory: 100 MB took 210 MB of memory and 0.32 to 0.47 s at level full, 300 MB
 * took 400 MB and 1.0 s; node:sqlite takes 78 MB whatever the size, and 0.21 and 0.74 s (docs/corruption.md).
 */
export const SANDBOX_LIMIT_BYTES = 128 * MIB;

/**
 * The memory limit of a check. SQLite needs a few MiB for its cache and some bytes per page; the rest is for large
 * values that an index check reads as a whole.
 */
const HEAP_LIMIT_BYTES = 512 * MIB;

/** Node's SQLite lacks the counters of `hard_heap_limit`, so the memory of its whole process is limited. */
export const PROCESS_LIMIT_BYTES = HEAP_LIMIT_BYTES + 128 * MIB;

/** The settings for an untrusted file. Source: https://www.sqlite.org/security.html */
export const GUARDED_CONNECTION = `PRAGMA hard_heap_limit = ${String(HEAP_LIMIT_BYTES)};
  PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON`;

/**
 * @throws BackupNotFoundException there is no file
 */
export async function existingSize(databasePath: string): Promise<number> {
  try {
    return (await stat(databasePath)).size;
  } catch (error) {
    throw new BackupNotFoundException(`no file to inspect at ${databasePath}`, {
      hint: 'It was removed during the operation. Try again.',
      cause: error,
    });
  }
}
