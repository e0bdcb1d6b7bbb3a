import { z } from 'zod';
import { HEALTH_STATUSES } from '../../../../domain/health/health.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../../domain/verification/verification.ts';
import { bytes, count, milliseconds, timestamp } from './fields.ts';
import { findingSchema } from './finding.schema.ts';
import { named } from './named-schema.ts';

const status = z.enum(HEALTH_STATUSES);

const common = {
  status,
  findings: z.array(findingSchema).describe('Problems, each with a hint'),
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
      integrity: z.string().nullable().describe('Result of the source check of the newest backup'),
      frozen: z.string().nullable().describe('Why retention is paused'),
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
  failing_channels: z.array(z.string()).describe('Channels that fail to deliver notifications'),
});

export const verificationHealthSchema = z.strictObject({
  filename: z.string(),
  at: timestamp,
  level: z.enum(VERIFICATION_LEVELS),
  result: z.enum(CHECK_RESULTS),
  age_hours: z.number(),
  restore_ms: milliseconds.nullable().describe('Duration of the restore of a drill (RTO)'),
});

const recentBackup = z.strictObject({
  ...common,
  max_age_hours: z.number().describe('Maximum age of the newest verified backup'),
  databases: z.array(
    z.strictObject({
      database: z.string(),
      backup_files: count,
      newest: z.string().nullable(),
      newest_at: timestamp.nullable(),
      newest_verified: z.string().nullable(),
      newest_verified_at: timestamp.nullable(),
      age_hours: z.number().nullable().describe('Age of the newest verified backup (RPO)'),
      overdue_since: timestamp.nullable(),
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
    checked_at: timestamp.describe('Time of the check; the request reads no disk'),
    checks: z.strictObject({
      database,
      backup_directory: backupDirectory,
      recent_backup: recentBackup,
      system_resources: systemResources,
    }),
  }),
);
