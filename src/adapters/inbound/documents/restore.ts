import { z } from 'zod';
import type { RestorePlan } from '../../../application/plan-restore.ts';
import { type RestoreBackupResult, safetyCopyName } from '../../../application/restore-backup.ts';
import { closureOf } from '../../../domain/backup/chain.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import {
  type JsonObject,
  bytes,
  databaseName,
  filename,
  milliseconds,
  named,
  sha256,
  storeName,
  timestamp,
} from './fields.ts';

export const restoreBody = z
  .strictObject({
    filename: filename.optional().describe('The backup; alternatively latest or before'),
    latest: z.literal(true).optional().describe('The newest verified backup that is not dated in the future'),
    before: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('The newest verified backup created before this time'),
    database: databaseName.optional().describe('Database that latest and before select from'),
    store: storeName.optional().describe('Only this store; default: the first one with a good copy'),
    dry_run: z.boolean().optional().describe('Return the plan, change nothing'),
  })
  .refine(
    ({ filename: name, latest, before }) =>
      [name, latest, before].filter((choice) => choice !== undefined).length === 1,
    'Give one of filename, latest and before',
  )
  .refine(
    ({ filename: name, database }) => name === undefined || database === undefined,
    'filename and database cannot be combined',
  );

export const undoBody = z.strictObject({
  database: databaseName.optional().describe('Required if several databases are configured'),
});

const store = z.string().describe('The store whose copy is restored');

const passedOverStores = z
  .array(z.strictObject({ store: z.string(), error: z.string() }))
  .describe('Stores that are not used, with the reasons');

const method = z.enum(['sqlite', 'file']);

export const restoreSchema = named(
  'Restore',
  z.strictObject({
    filename,
    restored_to: z.string(),
    method: method.describe('How the target was replaced: in one SQLite transaction, or as a file'),
    database_bytes: bytes,
    database_sha256: sha256,
    duration_ms: milliseconds,
    safety_backup: z.string().nullable().describe('Backup of the replaced database; undo restores it'),
    store,
    passed_over_stores: passedOverStores,
  }),
);

export const restorePlanSchema = named(
  'RestorePlan',
  z.strictObject({
    dry_run: z.literal(true),
    filename,
    database: z.string().nullable(),
    created_at: timestamp,
    verified: z.boolean(),
    proof: z
      .strictObject({
        at: timestamp,
        level: z.enum(VERIFICATION_LEVELS),
        result: z.enum(CHECK_RESULTS),
        detail: z.string(),
      })
      .nullable(),
    reads: z.array(filename).describe('The files that the restore reads, the full first'),
    passed_over: z.string().nullable().describe('A newer backup, skipped because it is not verified'),
    future_dated: z.array(filename).describe('Backups skipped because they are dated in the future'),
    restored_to: z.string(),
    target_exists: z.boolean(),
    method,
    reason: z.string(),
    holders: z.array(z.strictObject({ pid: z.int(), command: z.string(), lock: z.enum(['read', 'write']) })),
    needed_bytes: bytes,
    free_bytes: bytes.nullable(),
    safety_backup: z
      .strictObject({ database: z.string(), label: z.string(), needed_bytes: bytes })
      .nullable(),
    store,
    passed_over_stores: passedOverStores,
  }),
);

export const restoreAnswerSchema = named('RestoreAnswer', z.union([restoreSchema, restorePlanSchema]));

function storesDocument({
  store: name,
  passedOverStores: stores,
}: Pick<RestorePlan, 'store' | 'passedOverStores'>): JsonObject {
  return {
    store: name,
    passed_over_stores: stores.map(({ store: each, error }) => ({ store: each, error })),
  };
}

export function restoreDocument(restored: RestoreBackupResult): JsonObject {
  return {
    filename: restored.filename,
    restored_to: restored.restoredTo,
    method: restored.method,
    database_bytes: restored.databaseBytes,
    database_sha256: restored.databaseSha256,
    duration_ms: restored.durationMs,
    safety_backup: safetyCopyName(restored.safetyCopy),
    ...storesDocument(restored),
  };
}

export function planDocument(plan: RestorePlan): JsonObject {
  const { verification, safetyBackup } = plan;
  return {
    dry_run: true,
    filename: plan.backup.filename,
    database: plan.backup.database ?? null,
    created_at: plan.backup.createdAt.toISOString(),
    verified: plan.verified,
    proof:
      verification === undefined
        ? null
        : {
            at: verification.at.toISOString(),
            level: verification.level,
            result: verification.result,
            detail: verification.detail,
          },
    reads: closureOf(plan.backup).map(({ filename: name }) => name),
    passed_over: plan.passedOver?.filename ?? null,
    future_dated: plan.futureDated.map(({ filename }) => filename),
    restored_to: plan.restoredTo,
    target_exists: plan.exists,
    method: plan.method,
    reason: plan.reason,
    holders: plan.holders.map(({ pid, command, lock }) => ({ pid, command, lock })),
    needed_bytes: plan.neededBytes,
    free_bytes: plan.freeBytes ?? null,
    safety_backup:
      safetyBackup === undefined
        ? null
        : {
            database: safetyBackup.database,
            label: safetyBackup.label,
            needed_bytes: safetyBackup.neededBytes,
          },
    ...storesDocument(plan),
  };
}
