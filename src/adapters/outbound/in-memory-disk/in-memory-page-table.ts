import type { PageTable } from '../../../application/ports/page-tables.ts';
import type { InMemoryDisk } from './in-memory-disk.ts';

/** A table on the in-memory disk. */
export interface InMemoryPageTable extends Omit<PageTable, 'path'> {
  /** Hex, in the order of the pages; empty where no delta can depend on the backup. */
  readonly pages: readonly string[];
}

/** `undefined` where there is none, or a damaged one. */
export function readInMemoryTable(disk: InMemoryDisk, path: string): InMemoryPageTable | undefined {
  const bytes = disk.read(path);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as InMemoryPageTable;
  } catch {
    return undefined;
  }
}
