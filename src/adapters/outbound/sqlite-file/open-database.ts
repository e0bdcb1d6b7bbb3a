import { stat } from 'node:fs/promises';
import type { Engine } from '../../../domain/backup/manifest.ts';
import { removeSideFiles } from '../files/database-files.ts';
import type { OpenDatabase } from './content-checks.ts';

const MAX_IMAGE_BYTES = 1024 ** 3;

/** sql.js holds a database in memory. */
export class DatabaseTooLargeError extends Error {
  constructor(sizeBytes: number) {
    super(
      `the database has ${String(sizeBytes)} bytes; sql.js reads at most 1 GiB into memory (Node >= 22.16 has no limit)`,
    );
  }
}

/**
 * Opens a scratch database with untrusted content, for queries. A hostile file may crash the process.
 *
 * @throws DatabaseTooLargeError the engine is sql.js
 * @throws the engine's own error; most damage fails only in the first query
 */
export async function openScratch(engine: Engine, path: string): Promise<OpenDatabase> {
  // Each engine is imported where it is used: a Node may lack node:sqlite.
  if (engine === 'native') return (await import('./native-content.ts')).openNatively(path);
  const { size } = await stat(path);
  if (size > MAX_IMAGE_BYTES) throw new DatabaseTooLargeError(size);
  return (await import('./sql-js-engine.ts')).openInSandbox(path);
}

/**
 * Uses a scratch database, closes it, and removes the side files that SQLite created.
 * @throws as openScratch, or as `use`
 */
export async function withScratch<T>(
  engine: Engine,
  path: string,
  use: (database: OpenDatabase) => T,
): Promise<T> {
  try {
    const database = await openScratch(engine, path);
    try {
      return use(database);
    } finally {
      database.close();
    }
  } finally {
    if (engine === 'native') await removeSideFiles(path);
  }
}
