import { z } from 'zod';
import { TABLE_CHANGES } from '../../../../domain/inspection/compare-tables.ts';
import { BROWSING_ENGINES, TABLE_TYPES } from '../../../../domain/inspection/table-contents.ts';
import { bytes, count, filename, timestamp } from './fields.ts';
import { named } from './named-schema.ts';

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
