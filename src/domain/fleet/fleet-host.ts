import type { HealthStatus } from '../health/health.ts';
import { currentUpTo, type FleetBackup, type FleetRecord, type StoredFleetRecord } from './fleet-record.ts';

/**
 * From best to worst.
 * - `silent`: no new record in time, and no database is overdue yet
 * - `overdue`: a database has no new verified backup in time
 * - `unreadable`: the record is damaged or of a later version
 */
export const FLEET_STATES = ['healthy', 'warning', 'silent', 'unreadable', 'critical', 'overdue'] as const;
export type FleetState = (typeof FLEET_STATES)[number];

/** One host by the clock of the store. */
export interface FleetHost {
  readonly host: string;
  readonly state: FleetState;
  /** Last report. */
  readonly reportedAt: Date;
  /** When the first database became overdue; `undefined`: none is. */
  readonly overdueSince: Date | undefined;
  readonly overdueDatabases: readonly string[];
  /** Of the database whose newest verified backup is the oldest; `undefined`: a database has none. */
  readonly newestVerified: FleetBackup | undefined;
  readonly record: FleetRecord | undefined;
}

/**
 * The state at the time of reading: a host that stopped cannot report that it is overdue.
 *
 * A host with a fast clock writes times in the future. Its lead over the store's clock at the time of writing is
 * subtracted from them.
 * @param now by the clock of the store
 */
export function fleetHost({ host, storedAt, record }: StoredFleetRecord, now: Date): FleetHost {
  const nothing = { overdueSince: undefined, overdueDatabases: [], newestVerified: undefined };
  if (record === undefined)
    return { host, state: 'unreadable', reportedAt: storedAt, ...nothing, record: undefined };
  const leadMs = Math.max(0, record.writtenAt.getTime() - storedAt.getTime());
  const byStore = (time: Date): Date => new Date(time.getTime() - leadMs);
  const overdue = record.databases
    .flatMap(({ database, overdueAt }) => (overdueAt ? [{ database, since: byStore(overdueAt) }] : []))
    .filter(({ since }) => since <= now)
    .sort((one, other) => one.since.getTime() - other.since.getTime());
  const isSilent = byStore(record.nextReportBy) <= now;
  return {
    host,
    state: stateOf(record.status, overdue.length > 0, isSilent),
    // The clock of a store may have whole seconds: a report of this second is not from the future.
    reportedAt: earlier(byStore(record.writtenAt), now),
    overdueSince: overdue[0]?.since,
    overdueDatabases: overdue.map(({ database }) => database),
    newestVerified: oldestOfNewest(record),
    record,
  };
}

/** The status of all hosts together: an overdue host or an unreadable record is critical, a silent host a warning. */
export function fleetStatus(hosts: readonly Pick<FleetHost, 'state'>[]): HealthStatus {
  const worst = FLEET_STATES.findLast((state) => hosts.some((host) => host.state === state));
  if (worst === undefined || worst === 'healthy') return 'healthy';
  return worst === 'warning' || worst === 'silent' ? 'warning' : 'critical';
}

/** How many hosts have each state. */
export function countByState(
  hosts: readonly Pick<FleetHost, 'state'>[],
): Readonly<Record<FleetState, number>> {
  const counts = Object.fromEntries(FLEET_STATES.map((state) => [state, 0])) as Record<FleetState, number>;
  for (const { state } of hosts) counts[state] += 1;
  return counts;
}

/** Worst first, then by name. */
export function worstFirst(one: FleetHost, other: FleetHost): number {
  const bySeverity = FLEET_STATES.indexOf(other.state) - FLEET_STATES.indexOf(one.state);
  return bySeverity === 0 ? compareText(one.host, other.host) : bySeverity;
}

function stateOf(status: HealthStatus, isOverdue: boolean, isSilent: boolean): FleetState {
  if (isOverdue) return 'overdue';
  if (status === 'critical') return 'critical';
  return isSilent ? 'silent' : status;
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function oldestOfNewest({ databases }: FleetRecord): FleetBackup | undefined {
  const newest = databases.map(({ newestVerified }) => newestVerified);
  if (newest.includes(undefined)) return undefined;
  return newest
    .filter((backup) => backup !== undefined)
    .sort((one, other) => currentUpTo(one).getTime() - currentUpTo(other).getTime())[0];
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
