import { readFile } from 'node:fs/promises';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { GUARDED_CONNECTION } from './check-limits.ts';
import type { OpenContent, OpenDatabase, Query } from './content-checks.ts';
import { asRollbackDatabase, makeRollbackDatabase } from './database-header.ts';

/** sql.js keeps the whole database in memory, twice during a check. */
export const MAX_IMAGE_BYTES = 1024 ** 3;

/**
 * @param path for the error message
 * @throws BackupCreationException larger than sql.js can hold
 */
export function assertFitsSqlJs(path: string, sizeBytes: number): void {
  if (sizeBytes <= MAX_IMAGE_BYTES) return;
  throw new BackupCreationException(
    `${path} has ${sizeBytes} bytes: engine sqljs reads a database into memory, at most 1 GiB`,
    {
      hint: 'Use engine native on Node >= 22.16, which has no such limit.',
      details: { path, size_bytes: sizeBytes, limit_bytes: MAX_IMAGE_BYTES },
    },
  );
}

let engine: Promise<SqlJsStatic> | undefined;

/** Compiles the WebAssembly once per process. */
function loadEngine(): Promise<SqlJsStatic> {
  engine ??= initSqlJs();
  return engine;
}

export async function sqlJsSqliteVersion(): Promise<string> {
  return queryImage(new Uint8Array(), (query) => String(query('SELECT sqlite_version()')[0]?.[0]));
}

interface QueryImageOptions {
  /** Give the image to the engine, which may change it: without a copy it needs half the memory. */
  readonly surrender?: boolean;
}

/**
 * Opens a database image inside sql.js for queries. The image is copied and stays unchanged, unless it is given away;
 * WAL mode in its header is no obstacle.
 *
 * @throws the error of `work`; a damaged image fails in its first query
 */
export async function queryImage<T>(
  image: Uint8Array,
  work: (query: Query, content: OpenContent) => T,
  { surrender = false }: QueryImageOptions = {},
): Promise<T> {
  const { Database: ImageDatabase } = await loadEngine();
  const { buffer, byteOffset, byteLength } = image;
  // sql.js takes its own copy by slice(), which copies a Uint8Array's bytes and shares a Buffer's.
  const bytes = surrender
    ? Buffer.from(buffer, byteOffset, byteLength)
    : new Uint8Array(buffer, byteOffset, byteLength);
  // SQLite reads the header's mode again with every transaction; `work` ends before it is restored.
  return asRollbackDatabase(bytes, () => {
    const database = new ImageDatabase(bytes);
    const query: Query = (sql) => database.exec(sql)[0]?.values ?? [];
    try {
      return work(query, { query, queryRows: (sql) => rowsOf(database, sql) });
    } finally {
      database.close();
    }
  });
}

function* rowsOf(database: Database, sql: string): Generator<readonly unknown[]> {
  const statement = database.prepare(sql);
  try {
    while (statement.step()) yield statement.get();
  } finally {
    statement.free();
  }
}

/**
 * Opens a database image inside sql.js. The image belongs to the engine from now on; a damaged one fails in the first
 * query.
 */
export async function openImage(image: Buffer): Promise<OpenDatabase> {
  const { Database: ImageDatabase } = await loadEngine();
  makeRollbackDatabase(image);
  const database = new ImageDatabase(image);
  const query: Query = (sql) => database.exec(sql)[0]?.values ?? [];
  return {
    query,
    queryRows: (sql) => rowsOf(database, sql),
    firstRow: (sql) => query(sql)[0],
    close: () => {
      database.close();
    },
  };
}

/** Opens a copy of a scratch database in memory: no side file is created. */
export async function openInSandbox(path: string): Promise<OpenDatabase> {
  const database = await openImage(await readFile(path));
  database.query(GUARDED_CONNECTION);
  return database;
}
