import { z } from 'zod';
import { TABLE_CHANGES } from '../../../../domain/inspection/compare-tables.ts';
import { BROWSING_ENGINES, TABLE_TYPES } from '../../../../domain/inspection/table-contents.ts';
import { bytes, count, filename, moment } from './fields.ts';
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
        length: count.describe('Characters of the whole; bytes where nobody could count them'),
      }),
      z.strictObject({ integer: z.string().describe('Beyond 2^53, in digits') }),
      z.strictObject({ blob_bytes: bytes }),
    ])
    .describe('A value: whole, or bounded and saying so'),
);

const table = named(
  'InspectedTable',
  z.strictObject({
    name: z.string(),
    type: z.enum(TABLE_TYPES),
    sql: z.string().describe('What made it; empty for one that only the schema knows of'),
    rows: count.nullable().describe('In the backup; null: not counted (a view never is), or not there'),
    live_rows: count.nullable().describe('In the live database; null: not counted, or not there'),
    change: z
      .enum(TABLE_CHANGES)
      .describe(
        'From the live database towards the backup. added: only the live one has it; gone: only the backup has it; ' +
          'changed: the number of rows differs, or what made it where that number is the same',
      ),
    columns: z.array(
      z.strictObject({ name: z.string(), type: z.string().describe('As declared; may be empty') }),
    ),
    sample: z.strictObject({
      rows: z.array(z.array(cell)).describe('At most 20, a cell for each column'),
      truncated: z.boolean().describe('There are more rows than these'),
    }),
  }),
);

export const inspectionSchema = named(
  'Inspection',
  z.strictObject({
    filename,
    engine: z.enum(BROWSING_ENGINES).describe('What the backup was opened with'),
    compared_with: z
      .strictObject({ path: z.string(), read_at: moment })
      .nullable()
      .describe('The live database; null: it was not read, live_problem says why'),
    tables: z
      .array(table)
      .describe('Those of the backup by name, then those that only the live database has'),
    omitted_tables: count.describe('Tables that are not listed, because the answer would exceed 1 MB'),
    live_problem: z.string().nullable(),
  }),
);
