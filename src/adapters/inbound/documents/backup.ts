import { z } from 'zod';
import type { Copy, RestorePoint } from '../../../application/stores/restore-points.ts';
import {
  type Backup,
  isEncrypted,
  isManaged,
  isVerified,
  manifestOf,
  typeOf,
} from '../../../domain/backup/backup.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { BACKUP_TYPES } from '../../../domain/backup/backup-type.ts';
import { DAMAGE_KINDS, damageKindOf, damageOf, isRestorable } from '../../../domain/backup/damage.ts';
import {
  CONSISTENCIES,
  ENGINES,
  SOURCE_CHECK_LEVELS,
  type SourceCheck,
} from '../../../domain/backup/manifest.ts';
import {
  CHECK_RESULTS,
  VERIFICATION_LEVELS,
  type Verification,
} from '../../../domain/verification/verification.ts';
import {
  type JsonObject,
  bytes,
  count,
  currentAsOf,
  databaseName,
  filename,
  label,
  limit,
  milliseconds,
  named,
  noteCount,
  parent,
  timestamp,
  storeName,
} from './fields.ts';

const backupFields = {
  filename,
  path: z.string(),
  database: z.string().nullable().describe("null: unknown, another tool's file"),
  type: z
    .enum(BACKUP_TYPES)
    .describe('full: the whole database; diff: what changed since the full; incr: since the parent'),
  parent,
  restorable: z
    .boolean()
    .describe('Its file and every backup below it are there, and none is known to be damaged'),
  size: bytes.describe('Bytes of the stored file'),
  created_at: timestamp,
  compression: z.enum(COMPRESSIONS),
  encrypted: z.boolean().describe('Encrypted with age'),
  managed: z.boolean().describe("false: another tool's file; retention never removes it"),
  verified: z.boolean(),
  damage: z.string().nullable().describe('The known damage; null: none'),
  damage_kind: z.enum(DAMAGE_KINDS).nullable().describe('Kind of the damage'),
  pinned: z.boolean(),
  label: z.string().nullable(),
  current_as_of: currentAsOf,
};

export const backupSchema = named('Backup', z.strictObject(backupFields));

export const sourceCheck = z.strictObject({
  level: z.enum(SOURCE_CHECK_LEVELS),
  result: z.enum(CHECK_RESULTS),
  detail: z.string(),
  note_count: noteCount.optional(),
});

const proof = z.strictObject({
  at: timestamp,
  level: z.enum(VERIFICATION_LEVELS),
  result: z.enum(CHECK_RESULTS),
  detail: z.string(),
  restore_ms: milliseconds.nullable().describe('How long the restore of a drill took (RTO)'),
});

const copy = z.strictObject({
  store: z.string(),
  verified: z.boolean(),
  damage_kind: z.enum(DAMAGE_KINDS).nullable().describe('Kind of the damage'),
  proof: proof.nullable().describe('The newest verification of this copy, with any result'),
});

/** null: unknown, for another tool's file or a damaged manifest. */
export const listedBackupSchema = named(
  'ListedBackup',
  z.strictObject({
    ...backupFields,
    database_bytes: bytes.nullable().describe('Bytes of the database in the backup'),
    duration_ms: milliseconds.nullable().describe('Duration of the backup'),
    source_path: z.string().nullable(),
    engine: z.enum(ENGINES).nullable(),
    consistency: z.enum(CONSISTENCIES).nullable(),
    source_check: sourceCheck.nullable().describe('Result of the source check during the capture'),
    proof: proof.nullable().describe('The newest verification, with any result'),
    drill: proof.nullable().describe('The newest restore drill, with any result'),
    copies: z.array(copy).describe('The stores that have the backup'),
  }),
);

export const listQuery = z.strictObject({
  database: databaseName.optional(),
  store: storeName.optional().describe('Only this store; default: all'),
  limit: limit.optional().describe('Maximum number of backups; default: all'),
  cursor: z
    .string()
    .max(1000)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe('next_cursor of the previous page'),
});

export const backupListSchema = named(
  'BackupList',
  z.strictObject({
    backups: z.array(listedBackupSchema).describe('Newest first'),
    total: count.describe('Matching backups on all pages'),
    next_cursor: z.string().nullable().describe('null on the last page'),
  }),
);

export const stateBody = z
  .strictObject({
    pinned: z.boolean().optional().describe('Whether retention must keep the backup'),
    label: label.nullable().optional().describe('null or an empty text removes the label'),
  })
  .refine(({ pinned, label: text }) => pinned !== undefined || text !== undefined, 'Give pinned or label');

export const adoptBody = z.strictObject({
  database: databaseName.optional().describe('Database of the backup, if its name does not contain it'),
  pin: z
    .boolean()
    .optional()
    .describe('false: do not pin it, even if retention would then remove it or another backup'),
});

export function backupDocument(backup: Backup): JsonObject {
  return {
    filename: backup.filename,
    path: backup.location,
    database: backup.database ?? null,
    type: typeOf(backup),
    parent: manifestOf(backup)?.parent?.filename ?? null,
    restorable: isRestorable(backup),
    size: backup.storedBytes,
    created_at: backup.createdAt.toISOString(),
    compression: backup.compression,
    encrypted: isEncrypted(backup),
    managed: isManaged(backup),
    verified: isVerified(backup),
    damage: damageOf(backup) ?? null,
    damage_kind: damageKindOf(backup) ?? null,
    pinned: backup.state.pinned,
    label: backup.state.label ?? null,
    current_as_of: backup.state.currentAsOf?.toISOString() ?? null,
  };
}

/** A backup with the stores that have it. */
export function restorePointDocument(backup: RestorePoint): JsonObject {
  return { ...backupDocument(backup), copies: backup.copies.map(copyDocument) };
}

function copyDocument({ store, backup }: Copy): JsonObject {
  return { store, verified: isVerified(backup) };
}

function listedCopyDocument(copied: Copy): JsonObject {
  const { backup } = copied;
  return {
    ...copyDocument(copied),
    damage_kind: damageKindOf(backup) ?? null,
    proof: verificationDocument(backup.state.verifications.at(-1)),
  };
}

/** A backup with all recorded facts; unknown ones are null. */
export function listedBackupDocument(backup: RestorePoint): JsonObject {
  const manifest = manifestOf(backup);
  // The capture facts of an adopted backup are not real.
  const own = manifest?.adopted === true ? undefined : manifest;
  const { verifications } = backup.state;
  return {
    ...backupDocument(backup),
    database_bytes: manifest?.databaseBytes ?? null,
    duration_ms: own?.durationMs ?? null,
    source_path: manifest === undefined || manifest.sourcePath === '' ? null : manifest.sourcePath,
    engine: own?.engine ?? null,
    consistency: own?.consistency ?? null,
    source_check: manifest === undefined ? null : sourceCheckDocument(manifest.sourceCheck),
    proof: verificationDocument(verifications.at(-1)),
    drill: verificationDocument(verifications.findLast(({ level }) => level === 'drill')),
    copies: backup.copies.map(listedCopyDocument),
  };
}

export function sourceCheckDocument({ level, result, detail, noteCount }: SourceCheck): JsonObject {
  return { level, result, detail, ...(noteCount !== undefined && { note_count: noteCount }) };
}

function verificationDocument(verification: Verification | undefined): JsonObject | null {
  if (verification === undefined) return null;
  const { at, level, result, detail, restoreMs } = verification;
  return { at: at.toISOString(), level, result, detail, restore_ms: restoreMs ?? null };
}
