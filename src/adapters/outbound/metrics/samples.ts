import type { RunEvent } from '../../../application/ports/run-listener.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { RunOutcome } from '../../../domain/history/history-entry.ts';
import type {
  DatabaseMetrics,
  FleetMetrics,
  MetricsFacts,
  StoreMetrics,
} from '../../../application/ports/metrics.ts';
import { HEALTH_STATUSES } from '../../../domain/health/health.ts';
import type { MetricName } from './metric-definitions.ts';

export interface EndedRun {
  /** The outcome in the run history. */
  readonly outcome: RunOutcome;
  readonly removed: number;
}

export class RunningRuns {
  /** Run id → database. */
  readonly #databases = new Map<string, string>();

  /** The databases of the running runs, one entry for each run. */
  get databases(): readonly string[] {
    return [...this.#databases.values()];
  }

  /** Records an event; returns the outcome when the run has ended. */
  observe(event: RunEvent): EndedRun | undefined {
    const { id, database } = event.run;
    if (event.type === 'started') this.#databases.set(id, database);
    if (event.type !== 'succeeded' && event.type !== 'failed') return undefined;
    const hasStarted = this.#databases.delete(id);
    if (event.type === 'failed') return { outcome: outcomeOf(event.error, hasStarted), removed: 0 };
    const removed = event.run.operation === 'cleanup' ? event.facts['removed'] : 0;
    return { outcome: event.outcome ?? 'succeeded', removed: typeof removed === 'number' ? removed : 0 };
  }
}

function outcomeOf(error: unknown, hasStarted: boolean): RunOutcome {
  const code = error instanceof BackupManagerException ? error.code : undefined;
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'OPERATION_IN_PROGRESS' && !hasStarted ? 'skipped' : 'failed';
}

const SECONDS_PER_DAY = 86_400;

export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface VersionFacts {
  readonly version: string;
  /** Of the capturing engine; `undefined` while unknown. */
  readonly sqliteVersion?: string;
}

/** All gauges; an unknown value has no sample. */
export function samplesOf(
  facts: MetricsFacts | undefined,
  { version, sqliteVersion }: VersionFacts,
  running: { readonly databases: readonly string[] },
): readonly Sample[] {
  const labels = { version, sqlite_version: sqliteVersion ?? '' };
  return [
    ...(sqliteVersion === undefined ? [] : [{ name: 'sqlite_backup_info', labels, value: 1 } as const]),
    ...(facts === undefined ? [] : samplesOfFacts(facts)),
    ...samplesOfRunning(facts?.databases ?? [], running.databases),
  ];
}

function samplesOfRunning(known: readonly DatabaseMetrics[], running: readonly string[]): readonly Sample[] {
  const databases = new Set([...known.map(({ database }) => database), ...running]);
  return [...databases].map((database) => ({
    name: 'sqlite_backup_job_in_progress',
    labels: { database },
    value: running.filter((one) => one === database).length,
  }));
}

function samplesOfFacts(facts: MetricsFacts): readonly Sample[] {
  const whole = known({
    sqlite_backup_health_status: HEALTH_STATUSES.indexOf(facts.status),
    sqlite_backup_health_age_seconds: facts.ageSeconds,
    sqlite_backup_rpo_objective_seconds: facts.objectiveSeconds,
    sqlite_backup_directory_free_bytes: facts.freeBytes,
    sqlite_backup_directory_size_bytes: facts.totalBytes,
    sqlite_backup_directory_full_in_seconds:
      facts.fullInDays === undefined ? undefined : facts.fullInDays * SECONDS_PER_DAY,
    sqlite_backup_failing_notification_channels: facts.failingChannels,
  });
  return [
    ...whole,
    ...samplesOfFleet(facts.fleet),
    ...facts.stores.flatMap(samplesOfStore),
    ...facts.databases.flatMap(samplesOfDatabase),
  ];
}

function samplesOfFleet(fleet: FleetMetrics | undefined): readonly Sample[] {
  if (fleet === undefined) return [];
  const hosts = Object.entries(fleet.hosts).map(([state, value]): Sample => ({
    name: 'sqlite_backup_fleet_hosts',
    labels: { state },
    value,
  }));
  return [...hosts, { name: 'sqlite_backup_fleet_age_seconds', labels: {}, value: fleet.ageSeconds }];
}

function samplesOfStore({
  store,
  isReachable,
  backups,
  storedBytes,
  lastVerifiedAt,
}: StoreMetrics): readonly Sample[] {
  return known(
    {
      sqlite_backup_store_reachable: Number(isReachable),
      sqlite_backup_store_backups: backups,
      sqlite_backup_store_bytes: storedBytes,
      sqlite_backup_store_last_verified_timestamp_seconds: seconds(lastVerifiedAt),
    },
    { store },
  );
}

function samplesOfDatabase(facts: DatabaseMetrics): readonly Sample[] {
  const { database } = facts;
  const values = known(
    {
      sqlite_backup_last_success_timestamp_seconds: seconds(facts.lastSuccessAt),
      sqlite_backup_last_verified_timestamp_seconds: seconds(facts.lastVerifiedAt),
      sqlite_backup_last_proof_timestamp_seconds: seconds(facts.lastOkAt),
      sqlite_backup_last_drill_timestamp_seconds: seconds(facts.lastDrillAt),
      sqlite_backup_last_drill_restore_seconds: facts.drillRestoreSeconds,
      sqlite_backup_rpo_seconds: facts.rpoSeconds,
      sqlite_backup_last_duration_seconds: facts.durationSeconds,
      sqlite_backup_last_stored_bytes: facts.newestStoredBytes,
      sqlite_backup_last_database_bytes: facts.newestDatabaseBytes,
      sqlite_backup_stored_bytes: facts.storedBytes,
      sqlite_backup_quarantined_captures: facts.quarantined,
      sqlite_backup_retention_frozen: Number(facts.isRetentionPaused),
      sqlite_backup_source_readable: Number(facts.sourceReadable),
    },
    { database },
  );
  const states = Object.entries(facts.backups).map(([state, value]): Sample => ({
    name: 'sqlite_backup_backups',
    labels: { database, state },
    value,
  }));
  return [...values, ...states];
}

function known(
  values: Partial<Record<MetricName, number | undefined>>,
  labels: Readonly<Record<string, string>> = {},
): readonly Sample[] {
  return (Object.entries(values) as [MetricName, number | undefined][]).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, labels, value }],
  );
}

function seconds(at: Date | undefined): number | undefined {
  return at && at.getTime() / 1000;
}
