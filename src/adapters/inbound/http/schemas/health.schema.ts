import { z } from 'zod';
import { HEALTH_STATUSES } from '../../../../domain/health/health.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../../domain/verification/verification.ts';
import { bytes, count, milliseconds, moment } from './fields.ts';
import { findingSchema } from './finding.schema.ts';
import { named } from './named-schema.ts';

const status = z.enum(HEALTH_STATUSES);

/** What every group has. */
const common = {
  status,
  findings: z.array(findingSchema).describe('What is not as it should be, and what to do about it'),
};

const database = z.strictObject({
  ...common,
  databases: z.array(
    z.strictObject({
      database: z.string(),
      path: z.string(),
      exists: z.boolean(),
      readable: z.boolean(),
      size: bytes,
      integrity: z.string().nullable().describe('What the source check of the newest backup found'),
      frozen: z.string().nullable().describe('Why retention removes nothing of it'),
      quarantined: count,
    }),
  ),
});

const backupDirectory = z.strictObject({
  ...common,
  path: z.string(),
  writable: z.boolean(),
  backup_files: count,
  total_bytes: bytes,
  quarantined: count,
  failing_channels: z.array(z.string()).describe('Channels through which notifications do not arrive'),
});

export const verificationHealthSchema = z.strictObject({
  filename: z.string(),
  at: moment,
  level: z.enum(VERIFICATION_LEVELS),
  result: z.enum(CHECK_RESULTS),
  age_hours: z.number(),
  restore_ms: milliseconds.nullable().describe('How long the restore of a drill took (RTO)'),
});

const recentBackup = z.strictObject({
  ...common,
  max_age_hours: z.number().describe('How old the newest verified backup may grow'),
  databases: z.array(
    z.strictObject({
      database: z.string(),
      backup_files: count,
      newest: z.string().nullable(),
      newest_at: moment.nullable(),
      newest_verified: z.string().nullable(),
      newest_verified_at: moment.nullable(),
      age_hours: z.number().nullable().describe('Age of the newest verified backup (RPO)'),
      overdue_since: moment.nullable(),
      last_proof: verificationHealthSchema.nullable(),
      last_drill: verificationHealthSchema.nullable(),
    }),
  ),
});

const systemResources = z.strictObject({
  ...common,
  free_bytes: bytes.nullable(),
  total_bytes: bytes.nullable(),
  used_percent: z.number().nullable(),
  growth_bytes_per_day: z.number().nullable(),
  full_in_days: z.number().nullable(),
});

export const healthSchema = named(
  'Health',
  z.strictObject({
    overall_status: status,
    checked_at: moment.describe('When this was found out; the request itself touches no disk'),
    checks: z.strictObject({
      database,
      backup_directory: backupDirectory,
      recent_backup: recentBackup,
      system_resources: systemResources,
    }),
  }),
);
