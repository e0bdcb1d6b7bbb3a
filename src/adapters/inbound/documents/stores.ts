import { z } from 'zod';
import type { HealthReport } from '../../../application/health/health-report.ts';
import type { TestedStore } from '../../../application/test-stores.ts';
import { databaseName, filename, named, storeName, timestamp, type JsonObject } from './fields.ts';
import { storeHealthDocument, storeHealthFields } from './health.ts';

const store = z.strictObject({
  ...storeHealthFields,
  primary: z.boolean().describe('Its backups decide what is due and what is kept'),
});

export const storesSchema = named(
  'Stores',
  z.strictObject({
    checked_at: timestamp.describe('Time of the check; the request reads no store'),
    stores: z.array(store).describe('The primary store first'),
  }),
);

const CHECKS = ['list', 'write', 'read', 'remove', 'clock'] as const satisfies readonly CheckName[];
type CheckName = TestedStore['checks'][number]['name'];

const result = z.enum(['ok', 'warning', 'failed']);

export const testedStoreSchema = named(
  'TestedStore',
  z.strictObject({
    store: z.string(),
    location: z.string(),
    result: result.describe('The worst of the checks'),
    checks: z.array(
      z.strictObject({
        name: z.enum(CHECKS),
        result,
        detail: z.string(),
        hint: z.string().describe('The next step; empty when ok'),
      }),
    ),
  }),
);

export const copyBody = z
  .strictObject({
    filename: filename.optional(),
    all: z.literal(true).optional().describe('Every backup of the store, instead of filename'),
    database: databaseName.optional().describe('With all: only the backups of this database'),
    from: storeName.describe('The store to read'),
    to: storeName.describe('The store that gets the copies'),
    dry_run: z.boolean().optional().describe('Show what would be copied, copy nothing'),
  })
  .refine(({ filename: name, all }) => (name === undefined) !== (all === undefined), 'Give filename or all')
  .refine(
    ({ filename: name, database }) => name === undefined || database === undefined,
    'filename and database cannot be combined',
  );

export const syncBody = z.strictObject({
  store: storeName.optional().describe('Only this store gets copies; default: every store'),
  database: databaseName.optional().describe('Only the backups of this database; default: all'),
  dry_run: z.boolean().optional().describe('Show what would be copied, copy nothing'),
});

export function storesDocument({
  checkedAt,
  stores,
}: Pick<HealthReport, 'checkedAt' | 'stores'>): JsonObject {
  return {
    checked_at: checkedAt.toISOString(),
    stores: stores.map((one, index) => ({ ...storeHealthDocument(one), primary: index === 0 })),
  };
}

export function testedStoreDocument({
  store: name,
  location,
  result: worst,
  checks,
}: TestedStore): JsonObject {
  return {
    store: name,
    location,
    result: worst,
    checks: checks.map(({ name: check, result: end, detail, hint }) => ({
      name: check,
      result: end,
      detail,
      hint,
    })),
  };
}
