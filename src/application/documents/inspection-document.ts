import type { ComparedTable } from '../../domain/inspection/compare-tables.ts';
import type { Cell } from '../../domain/inspection/table-contents.ts';
import type { InspectBackupResult } from '../inspect-backup.ts';
import type { JsonObject } from './json-object.ts';

/** Limit of the whole document: a browser still renders this at once. */
const MAX_BYTES = 1_000_000;
/** Of the tables without their rows. */
const MAX_SCHEMA_BYTES = 600_000;

/** A document that would be too long loses rows of the last tables, then tables. */
export function inspectionDocument(result: InspectBackupResult, maxBytes: number = MAX_BYTES): JsonObject {
  const { filename, engine, comparedWith, liveProblem } = result;
  const tables = listedTables(result.tables, Math.min(maxBytes, MAX_SCHEMA_BYTES));
  return {
    filename,
    engine,
    compared_with:
      comparedWith === undefined
        ? null
        : { path: comparedWith.path, read_at: comparedWith.readAt.toISOString() },
    tables: withSamples(tables, maxBytes),
    omitted_tables: result.omittedTables + result.tables.length - tables.length,
    live_problem: liveProblem ?? null,
  };
}

interface ListedTable {
  readonly table: ComparedTable;
  readonly document: JsonObject;
  readonly bytes: number;
}

function listedTables(tables: readonly ComparedTable[], maxBytes: number): readonly ListedTable[] {
  const listed: ListedTable[] = [];
  let left = maxBytes;
  for (const table of tables) {
    const document = schemaDocument(table);
    const bytes = bytesOf(document);
    left -= bytes;
    if (left < 0) break;
    listed.push({ table, document, bytes });
  }
  return listed;
}

function withSamples(tables: readonly ListedTable[], maxBytes: number): readonly JsonObject[] {
  let left = maxBytes - tables.reduce((sum, { bytes }) => sum + bytes, 0);
  return tables.map(({ table: { sample }, document }) => {
    const rows: JsonObject[string][] = [];
    for (const row of sample.rows) {
      const cells = row.map(cellDocument);
      const bytes = bytesOf(cells);
      if (bytes > left) break;
      left -= bytes;
      rows.push(cells);
    }
    return { ...document, sample: { rows, truncated: sample.truncated || rows.length < sample.rows.length } };
  });
}

function schemaDocument({ name, type, sql, rows, liveRows, change, columns }: ComparedTable): JsonObject {
  return {
    name,
    type,
    sql,
    rows: rows ?? null,
    live_rows: liveRows ?? null,
    change,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
  };
}

function cellDocument(cell: Cell): JsonObject[string] {
  if (typeof cell !== 'object' || cell === null) return cell;
  return 'blobBytes' in cell ? { blob_bytes: cell.blobBytes } : { ...cell };
}

function bytesOf(value: JsonObject[string]): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
