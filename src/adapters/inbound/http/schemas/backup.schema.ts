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
  moment,
  noteCount,
  sha256,
} from './fields.ts';
import { named } from './named-schema.ts';

const backupFields = {
  filename,
  path: z.string(),
  database: z.string().nullable().describe("null: another tool's file that does not tell"),
  size: bytes.describe('Bytes of the stored file'),
  created_at: moment,
  compression: z.enum(COMPRESSIONS),
  managed: z.boolean().describe("false: another tool's file; retention never touches it"),
  verified: z.boolean(),
  damage: z.string().nullable().describe('Why it cannot be relied on; null where no damage is known'),
  damage_kind: z.enum(DAMAGE_KINDS).nullable().describe('The kind of that damage'),
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
  at: moment,
  level: z.enum(VERIFICATION_LEVELS),
  result: z.enum(CHECK_RESULTS),
  detail: z.string(),
  restore_ms: milliseconds.nullable().describe('How long the restore of a drill took (RTO)'),
});

/** null is what nobody knows: of another tool's file, of one whose manifest is damaged. */
export const listedBackupSchema = named(
  'ListedBackup',
  z.strictObject({
    ...backupFields,
    database_bytes: bytes.nullable().describe('Bytes of the database that it holds'),
    duration_ms: milliseconds.nullable().describe('How long it took to make'),
    source_path: z.string().nullable(),
    engine: z.enum(ENGINES).nullable(),
    consistency: z.enum(CONSISTENCIES).nullable(),
    source_check: sourceCheck.nullable().describe('What the capture found in the source'),
    proof: proof.nullable().describe('The newest verification, whatever came of it'),
    drill: proof.nullable().describe('The newest restore drill of it, whatever came of it'),
  }),
);

export const listQuery = z.strictObject({
  database: databaseName.optional(),
  limit: limit.optional().describe('Most backups to give; without it all of them come'),
  cursor: z
    .string()
    .max(1000)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe('next_cursor of the page before'),
});

export const backupListSchema = named(
  'BackupList',
  z.strictObject({
    backups: z.array(listedBackupSchema).describe('Newest first'),
    total: count.describe('Backups that match, on whatever page'),
    next_cursor: z.string().nullable().describe('null on the last page'),
  }),
);

export const createBody = z.strictObject({
  database: databaseName.optional().describe('Only this one; without it every database is backed up'),
  label: label.optional(),
  moved: z
    .boolean()
    .optional()
    .describe('The database was moved: go on under its name at the path that is configured now'),
});

export const createdBackupSchema = named(
  'CreatedBackup',
  z.strictObject({
    database: z.string(),
    filename,
    path: z.string(),
    created_at: moment,
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
    removed: z.array(decided).describe('What retention removed after the backup, and why'),
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

/** One database: the backup. Several: each with its own outcome. */
export const createAnswerSchema = named(
  'CreateAnswer',
  z.union([createdBackupSchema, z.array(z.union([createdBackupSchema, failedBackupSchema]))]),
);

export const stateBody = z
  .strictObject({
    pinned: z.boolean().optional().describe('Whether retention has to leave it alone'),
    label: label.nullable().optional().describe('null or an empty text takes the label away'),
  })
  .refine(({ pinned, label: text }) => pinned !== undefined || text !== undefined, 'Give pinned or label');

export const adoptBody = z.strictObject({
  database: databaseName.optional().describe('Whose backup it is, where its name does not tell'),
  pin: z
    .boolean()
    .optional()
    .describe('false: do not pin it, even where retention would remove it or another backup for it'),
});
