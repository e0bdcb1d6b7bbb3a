import { z } from 'zod';
import type { FleetRecord } from '../../../domain/fleet/fleet-record.ts';
import { HEALTH_STATUSES } from '../../../domain/health/health.ts';

const FORMAT = 1;

const time = z.iso.datetime().transform((text) => new Date(text));
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullable().transform((value) => value ?? undefined);

/** Unknown fields of later versions are ignored. */
const fleetDocument = z.object({
  format: z.literal(FORMAT),
  host: z.string(),
  written_at: time,
  next_report_by: time,
  tool_version: z.string(),
  status: z.enum(HEALTH_STATUSES),
  findings: z.array(
    z.object({
      status: z.enum(['warning', 'critical']),
      kind: z.string(),
      database: optional(z.string()),
    }),
  ),
  databases: z.array(
    z.object({
      database: z.string(),
      newest_verified: optional(
        z.object({ filename: z.string(), created_at: time, current_as_of: time.optional() }),
      ),
      overdue_at: optional(time),
    }),
  ),
  stores: z.array(z.object({ name: z.string(), type: z.string() })),
});

export function fleetText(record: FleetRecord): string {
  const document: z.input<typeof fleetDocument> = {
    format: FORMAT,
    host: record.host,
    written_at: record.writtenAt.toISOString(),
    next_report_by: record.nextReportBy.toISOString(),
    tool_version: record.toolVersion,
    status: record.status,
    findings: record.findings.map(({ status, kind, database }) => ({
      ...{ status, kind },
      database: database ?? null,
    })),
    databases: record.databases.map(({ database, newestVerified, overdueAt }) => ({
      database,
      newest_verified: newestVerified
        ? {
            filename: newestVerified.filename,
            created_at: newestVerified.createdAt.toISOString(),
            ...(newestVerified.unchangedAt && { current_as_of: newestVerified.unchangedAt.toISOString() }),
          }
        : null,
      overdue_at: overdueAt?.toISOString() ?? null,
    })),
    stores: record.stores.map(({ name, type }) => ({ name, type })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** `undefined`: damaged, of a later version, or of another host. */
export function parseFleetRecord(text: string, host: string): FleetRecord | undefined {
  const document = fleetDocument.safeParse(jsonOf(text)).data;
  if (document?.host !== host) return undefined;
  return {
    host,
    writtenAt: document.written_at,
    nextReportBy: document.next_report_by,
    toolVersion: document.tool_version,
    status: document.status,
    findings: document.findings,
    databases: document.databases.map(({ database, newest_verified: newest, overdue_at: overdueAt }) => ({
      database,
      newestVerified: newest && {
        filename: newest.filename,
        createdAt: newest.created_at,
        ...(newest.current_as_of && { unchangedAt: newest.current_as_of }),
      },
      overdueAt,
    })),
    stores: document.stores,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
