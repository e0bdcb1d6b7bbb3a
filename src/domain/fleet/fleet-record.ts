import type { FindingKind } from '../health/finding-kind.ts';
import type { HealthFinding, HealthStatus } from '../health/health.ts';

/** What a host reports about its backups, for a reader on another machine. */
export interface FleetRecord {
  readonly host: string;
  /** By the clock of the host. */
  readonly writtenAt: Date;
  /** The host should have written again by then; a later reader calls it silent. */
  readonly nextReportBy: Date;
  readonly toolVersion: string;
  readonly status: HealthStatus;
  readonly findings: readonly FleetFinding[];
  readonly databases: readonly FleetDatabase[];
  /** The stores that the host uses. */
  readonly stores: readonly FleetStore[];
}

export interface FleetFinding {
  readonly status: HealthFinding['status'];
  /** One of `FINDING_KINDS`, or a kind of a later version. */
  readonly kind: FindingKind | (string & {});
  /** `undefined`: it concerns no single database. */
  readonly database: string | undefined;
}

export interface FleetDatabase {
  readonly database: string;
  readonly newestVerified: FleetBackup | undefined;
  /** When the next verified backup is overdue; `undefined` without a verified backup, which is critical. */
  readonly overdueAt: Date | undefined;
}

export interface FleetBackup {
  readonly filename: string;
  readonly createdAt: Date;
  /** The last run that found the database unchanged since; absent: none did. */
  readonly unchangedAt?: Date | undefined;
}

/** From when its age counts. */
export function currentUpTo({ createdAt, unchangedAt }: FleetBackup): Date {
  return unchangedAt ?? createdAt;
}

export interface FleetStore {
  readonly name: string;
  readonly type: string;
}

/** A record as it is in a store. */
export interface StoredFleetRecord {
  readonly host: string;
  /** By the clock of the store. */
  readonly storedAt: Date;
  /** `undefined`: damaged, or of a later version. */
  readonly record: FleetRecord | undefined;
}

/** Whether two records differ only in their times of writing. */
export function isSameReport(one: FleetRecord, other: FleetRecord): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf(content: FleetRecord): string {
  return JSON.stringify([
    content.host,
    content.toolVersion,
    content.status,
    content.findings.map(({ status, kind, database }) => [status, kind, database ?? null]),
    content.databases.map(({ database, newestVerified, overdueAt }) => [
      database,
      newestVerified && [
        newestVerified.filename,
        newestVerified.createdAt,
        newestVerified.unchangedAt ?? null,
      ],
      overdueAt ?? null,
    ]),
    content.stores.map(({ name, type }) => [name, type]),
  ]);
}
