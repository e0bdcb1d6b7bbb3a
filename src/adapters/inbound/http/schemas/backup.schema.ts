import { z } from 'zod';
import { COMPRESSIONS } from '../../../../domain/backup/compression.ts';
import { DAMAGE_KINDS } from '../../../../domain/backup/damage.ts';
import { CONSISTENCIES, ENGINES, SOURCE_CHECK_LEVELS } from '../../../../domain/backup/manifest.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../../domain/verification/verification.ts';
import { decided } from './cleanup.schema.ts';
import {
  bytes,
  count,
  databaseName,
  failureCode,
  filename,
  label,
  limit,
  milliseconds,
  timestamp,
  noteCount,
  sha256,
} from './fields.ts';
import { named } from './named-schema.ts';

const backupFields = {
  filename,
  path: z.string(),
  database: z.string().nullable().describe("null: unknown, another tool's file"),
  size: bytes.describe('Bytes of the stored file'),
  created_at: timestamp,
  compression: z.enum(COMPRESSIONS),
  managed: z.boolean().describe("false: another tool's file; retention never removes it"),
  verified: z.boolean(),
  damage: z.string().nullable().describe('The known damage; null: none'),
  damage_kind: z.enum(DAMAGE_KINDS).nullable().describe('Kind of the damage'),
  pinned: z.boolean(),
  label: z.string().nullable(),
};

export const backupSchema = named('Backup', z.strictObject(backupFields));

const sourceCheck = z.strictObject({
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
  }),
);

export const listQuery = z.strictObject({
  database: databaseName.optional(),
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

export const createBody = z.strictObject({
  database: databaseName.optional().describe('The database; default: all databases'),
  label: label.optional(),
  moved: z
    .boolean()
    .optional()
    .describe('The database was moved: accept its configured path under the same name'),
});

export const createdBackupSchema = named(
  'CreatedBackup',
  z.strictObject({
    database: z.string(),
    filename,
    path: z.string(),
    created_at: timestamp,
    size: bytes.describe('Bytes of the stored file'),
    database_bytes: bytes,
    database_sha256: sha256,
    stored_sha256: sha256,
    compression: z.enum(COMPRESSIONS),
    engine: z.enum(ENGINES),
    consistency: z.enum(CONSISTENCIES),
    journal_mode: z.string(),
    page_count: count,
    duration_ms: milliseconds,
    verified: z.boolean(),
    label: z.string().nullable(),
    source_check: sourceCheck,
    removed: z.array(decided).describe('Backups that retention removed afterwards, with the reasons'),
  }),
);

const failedBackupSchema = named(
  'FailedBackup',
  z.strictObject({
    database: z.string().nullable(),
    path: z.string(),
    error: z.strictObject({
      code: failureCode,
      message: z.string(),
      hint: z.string(),
      details: z.record(z.string(), z.unknown()),
    }),
  }),
);

/** One database: the backup. Several: one outcome for each. */
export const createAnswerSchema = named(
  'CreateAnswer',
  z.union([createdBackupSchema, z.array(z.union([createdBackupSchema, failedBackupSchema]))]),
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
