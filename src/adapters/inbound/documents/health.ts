import { z } from 'zod';
import { isRemote } from '../../../application/stores/named-store.ts';
import type {
  HealthReport,
  StoreHealth,
  VerificationHealth,
} from '../../../application/health/health-report.ts';
import { FINDING_KINDS } from '../../../domain/health/finding-kind.ts';
import { HEALTH_STATUSES, type HealthCheck, type HealthFinding } from '../../../domain/health/health.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import { type JsonObject, bytes, count, currentAsOf, milliseconds, named, timestamp } from './fields.ts';

export const findingSchema = named(
  'Finding',
  z.strictObject({
    status: z.enum(['warning', 'critical']),
    kind: z.enum(FINDING_KINDS).describe('Stable identifier; later versions may add others'),
    database: z.string().nullable().describe('null: not about a single database'),
    message: z.string(),
    hint: z.string().describe("The operator's next step"),
  }),
);

const status = z.enum(HEALTH_STATUSES);

const commonFields = {
  status,
  findings: z.array(findingSchema).describe('Problems, each with a hint'),
};

const database = z.strictObject({
  ...commonFields,
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
  ...commonFields,
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
  ...commonFields,
  max_age_hours: z.number().describe('Maximum age of the newest verified backup'),
  databases: z.array(
    z.strictObject({
      database: z.string(),
      backup_files: count,
      newest: z.string().nullable(),
      newest_at: timestamp.nullable(),
      newest_verified: z.string().nullable(),
      newest_verified_at: timestamp.nullable(),
      current_as_of: currentAsOf,
      age_hours: z.number().nullable().describe('Age of the newest verified backup (RPO)'),
      overdue_since: timestamp.nullable(),
      last_proof: verificationHealthSchema.nullable(),
      last_drill: verificationHealthSchema.nullable(),
    }),
  ),
});

const systemResources = z.strictObject({
  ...commonFields,
  free_bytes: bytes.nullable(),
  total_bytes: bytes.nullable(),
  used_percent: z.number().nullable(),
  growth_bytes_per_day: z.number().nullable(),
  full_in_days: z.number().nullable(),
});

export const storeHealthFields = {
  name: z.string(),
  type: z.string().describe('As in the setting stores'),
  location: z.string(),
  remote: z.boolean().describe('It counts as off-site'),
  reachable: z.boolean(),
  backups: count.nullable().describe('All of its files; null while it is unreachable, as below'),
  bytes: bytes.nullable(),
  newest_verified: z.string().nullable(),
  newest_verified_at: timestamp.nullable(),
  current_as_of: currentAsOf,
  last_error: z
    .strictObject({ at: timestamp, message: z.string() })
    .nullable()
    .describe('Why it is unreachable, or its last failure without a later success'),
};

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
    stores: z
      .array(z.strictObject(storeHealthFields))
      .describe('The primary store first; their findings are in the checks'),
  }),
);

export function healthChangedDocument({ overallStatus }: HealthReport): JsonObject {
  return { overall_status: overallStatus };
}

export function healthDocument(report: HealthReport): JsonObject {
  return {
    overall_status: report.overallStatus,
    checked_at: report.checkedAt.toISOString(),
    checks: {
      database: databaseDocument(report),
      backup_directory: backupDirectoryDocument(report),
      recent_backup: recentBackupDocument(report),
      system_resources: systemResourcesDocument(report),
    },
    stores: report.stores.map(storeHealthDocument),
  };
}

function common({ status, findings }: HealthCheck): JsonObject {
  return { status, findings: findings.map(findingDocument) };
}

export function findingDocument({ status, kind, database, message, hint }: HealthFinding): JsonObject {
  return { status, kind, database: database ?? null, message, hint };
}

function databaseDocument({ database }: HealthReport): JsonObject {
  return {
    ...common(database),
    databases: database.databases.map((entry) => ({
      database: entry.database,
      path: entry.path,
      exists: entry.exists,
      readable: entry.readable,
      size: entry.sizeBytes,
      integrity: entry.integrity ?? null,
      frozen: entry.frozen ?? null,
      quarantined: entry.quarantined,
    })),
  };
}

function backupDirectoryDocument({ backupDirectory }: HealthReport): JsonObject {
  return {
    ...common(backupDirectory),
    path: backupDirectory.path,
    writable: backupDirectory.writable,
    backup_files: backupDirectory.backupFiles,
    total_bytes: backupDirectory.totalBytes,
    quarantined: backupDirectory.quarantined,
    failing_channels: [...backupDirectory.failingChannels],
  };
}

function recentBackupDocument({ recentBackup }: HealthReport): JsonObject {
  return {
    ...common(recentBackup),
    max_age_hours: recentBackup.maxAgeHours,
    databases: recentBackup.databases.map((entry) => ({
      database: entry.database,
      backup_files: entry.backupFiles,
      newest: entry.newest ?? null,
      newest_at: entry.newestAt?.toISOString() ?? null,
      newest_verified: entry.newestVerified ?? null,
      newest_verified_at: entry.newestVerifiedAt?.toISOString() ?? null,
      current_as_of: entry.unchangedAt?.toISOString() ?? null,
      age_hours: entry.ageHours ?? null,
      overdue_since: entry.overdueSince?.toISOString() ?? null,
      last_proof: entry.lastProof === undefined ? null : verificationHealthDocument(entry.lastProof),
      last_drill: entry.lastDrill === undefined ? null : verificationHealthDocument(entry.lastDrill),
    })),
  };
}

export function verificationHealthDocument({
  filename,
  at,
  level,
  result,
  ageHours,
  restoreMs,
}: VerificationHealth): JsonObject {
  return {
    filename,
    at: at.toISOString(),
    level,
    result,
    age_hours: ageHours,
    restore_ms: restoreMs ?? null,
  };
}

export function storeHealthDocument(store: StoreHealth): JsonObject {
  const { lastError } = store;
  return {
    name: store.name,
    type: store.type,
    location: store.location,
    remote: isRemote(store),
    reachable: store.isReachable,
    backups: store.backups ?? null,
    bytes: store.storedBytes ?? null,
    newest_verified: store.newestVerified ?? null,
    newest_verified_at: store.newestVerifiedAt?.toISOString() ?? null,
    current_as_of: store.unchangedAt?.toISOString() ?? null,
    last_error:
      lastError === undefined ? null : { at: lastError.at.toISOString(), message: lastError.message },
  };
}

function systemResourcesDocument({ systemResources }: HealthReport): JsonObject {
  return {
    ...common(systemResources),
    free_bytes: systemResources.freeBytes ?? null,
    total_bytes: systemResources.totalBytes ?? null,
    used_percent: systemResources.usedPercent ?? null,
    growth_bytes_per_day: systemResources.trend?.bytesPerDay ?? null,
    full_in_days: systemResources.trend?.fullInDays ?? null,
  };
}
