import { z } from 'zod';
import type { FleetReport } from '../../../application/report-fleet.ts';
import type { FleetHost } from '../../../domain/fleet/fleet-host.ts';
import { FLEET_STATES } from '../../../domain/fleet/fleet-host.ts';
import type { FleetBackup } from '../../../domain/fleet/fleet-record.ts';
import { HEALTH_STATUSES } from '../../../domain/health/health.ts';
import { type JsonObject, count, currentAsOf, named, timestamp } from './fields.ts';

const status = z.enum(HEALTH_STATUSES);
const newestVerified = z
  .strictObject({ filename: z.string(), created_at: timestamp, current_as_of: currentAsOf })
  .nullable()
  .describe('The newest verified backup; null: none');

const fleetHostSchema = named(
  'FleetHost',
  z.strictObject({
    host: z.string(),
    state: z
      .enum(FLEET_STATES)
      .describe(
        'overdue: a database has no new verified backup in time; silent: no new record in time; ' +
          'unreadable: the record is damaged or of a later version; else the health of the host',
      ),
    reported_at: timestamp.describe('When the host last wrote its record'),
    overdue_since: timestamp.nullable().describe('Of the database that is overdue the longest'),
    overdue_databases: z.array(z.string()),
    newest_verified: newestVerified.describe(
      'Of the database whose newest verified backup is the oldest; null: a database has none',
    ),
    tool_version: z.string().nullable(),
    status: status.nullable().describe('The health in the record; null: the record is unreadable'),
    findings: z.array(
      z.strictObject({
        status: z.enum(['warning', 'critical']),
        kind: z.string().describe('As in the health of that host'),
        database: z.string().nullable(),
      }),
    ),
    databases: z.array(
      z.strictObject({
        database: z.string(),
        newest_verified: newestVerified,
        overdue_at: timestamp.nullable().describe('When the next verified backup is overdue'),
      }),
    ),
    stores: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  }),
);

export const fleetSchema = named(
  'Fleet',
  z.strictObject({
    store: z.string(),
    location: z.string(),
    checked_at: timestamp.describe('By the clock of the store'),
    status: status.describe('The worst of all hosts'),
    counts: z.record(z.enum(FLEET_STATES), count).describe('Number of hosts by state'),
    hosts: z.array(fleetHostSchema).describe('Worst first'),
  }),
);

export function fleetDocument(report: FleetReport): JsonObject {
  return {
    store: report.store,
    location: report.location,
    checked_at: report.checkedAt.toISOString(),
    status: report.status,
    counts: { ...report.counts },
    hosts: report.hosts.map(hostDocument),
  };
}

function hostDocument(host: FleetHost): JsonObject {
  const { record } = host;
  return {
    host: host.host,
    state: host.state,
    reported_at: host.reportedAt.toISOString(),
    overdue_since: host.overdueSince?.toISOString() ?? null,
    overdue_databases: [...host.overdueDatabases],
    newest_verified: backupDocument(host.newestVerified),
    tool_version: record?.toolVersion ?? null,
    status: record?.status ?? null,
    findings: (record?.findings ?? []).map((finding) => ({
      status: finding.status,
      kind: finding.kind,
      database: finding.database ?? null,
    })),
    databases: (record?.databases ?? []).map((one) => ({
      database: one.database,
      newest_verified: backupDocument(one.newestVerified),
      overdue_at: one.overdueAt?.toISOString() ?? null,
    })),
    stores: (record?.stores ?? []).map(({ name, type }) => ({ name, type })),
  };
}

function backupDocument(backup: FleetBackup | undefined): JsonObject | null {
  return backup === undefined
    ? null
    : {
        filename: backup.filename,
        created_at: backup.createdAt.toISOString(),
        current_as_of: backup.unchangedAt?.toISOString() ?? null,
      };
}
