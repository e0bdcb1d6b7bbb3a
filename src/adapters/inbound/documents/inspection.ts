import { z } from 'zod';
import type { InspectBackupResult } from '../../../application/inspect-backup.ts';
import { type ComparedTable, TABLE_CHANGES } from '../../../domain/inspection/compare-tables.ts';
import { BROWSING_ENGINES, type Cell, TABLE_TYPES } from '../../../domain/inspection/table-contents.ts';
import { type JsonObject, bytes, count, filename, named, timestamp } from './fields.ts';

const cell = named(
  'Cell',
  z
    .union([
      z.null(),
      z.number(),
      z.string(),
      z.strictObject({
        text: z.string().describe('The first 500 characters'),
        length: count.describe('Characters of the whole text; bytes if they could not be counted'),
      }),
      z.strictObject({ integer: z.string().describe('Larger than 2^53, as digits') }),
      z.strictObject({ blob_bytes: bytes }),
    ])
    .describe('A value, or a truncated one with its length'),
);

const table = named(
  'InspectedTable',
  z.strictObject({
    name: z.string(),
    type: z.enum(TABLE_TYPES),
    sql: z.string().describe('CREATE statement; may be empty'),
    rows: count.nullable().describe('In the backup; null: not counted (views never are), or not present'),
    live_rows: count.nullable().describe('In the live database; null: not counted, or not present'),
    change: z
      .enum(TABLE_CHANGES)
      .describe(
        'added: only in the live database; gone: only in the backup; changed: another number of rows or another ' +
          'CREATE statement',
      ),
    columns: z.array(
      z.strictObject({ name: z.string(), type: z.string().describe('As declared; may be empty') }),
    ),
    sample: z.strictObject({
      rows: z.array(z.array(cell)).describe('At most 20, one cell per column'),
      truncated: z.boolean().describe('The table has more rows'),
    }),
  }),
);

export const inspectionSchema = named(
  'Inspection',
  z.strictObject({
    filename,
    engine: z.enum(BROWSING_ENGINES).describe('Engine that opened the backup'),
    compared_with: z
      .strictObject({ path: z.string(), read_at: timestamp })
      .nullable()
      .describe('The live database; null: not read, see live_problem'),
    tables: z.array(table).describe('Tables of the backup by name, then tables only in the live database'),
    omitted_tables: count.describe('Tables that are not listed, to limit the answer to 1 MB'),
    live_problem: z.string().nullable(),
  }),
);

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
