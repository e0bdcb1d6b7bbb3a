import type { FleetRecord } from '../../domain/fleet/fleet-record.ts';
import type { FindingKind } from '../../domain/health/finding-kind.ts';
import { HOUR_MS } from '../../domain/units.ts';
import type { HealthReport } from '../health/health-report.ts';
import type { Clock, Deadline } from '../ports/clock.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import type { NamedStore } from '../stores/named-store.ts';
import { FleetWriter, REWRITE_AFTER_MS, type FleetWriterPorts } from './fleet-writer.ts';

/** A service writes every 15 minutes; three lost writes are no reason to call it silent. */
const SERVICE_WRITES_WITHIN_MS = HOUR_MS;
/** A command writes again when it runs again; its verified backup is overdue before that. */
const COMMAND_WITHIN_MAX_AGES = 2;

type RecordContent = Omit<FleetRecord, 'writtenAt' | 'nextReportBy'>;

export interface FleetReporterPorts extends FleetWriterPorts {
  readonly stores: readonly NamedStore[];
}

export interface FleetReporterPolicy {
  readonly host: string;
  readonly toolVersion: string;
  readonly maxAgeHours: number;
}

/** Writes the record of this host to every remote store. A failure never fails a run. */
export class FleetReporter implements RunListener {
  readonly #clock: Clock;
  readonly #policy: FleetReporterPolicy;
  readonly #stores: readonly NamedStore[];
  readonly #writers: readonly FleetWriter[];
  #hasSeenRuns = false;
  #isService = false;
  #isStopped = false;
  #timer: Deadline | undefined;

  constructor(ports: FleetReporterPorts, policy: FleetReporterPolicy) {
    this.#clock = ports.clock;
    this.#policy = policy;
    this.#stores = ports.stores;
    this.#writers = ports.stores.flatMap(({ name, fleetRecords }) =>
      fleetRecords === undefined ? [] : [new FleetWriter(name, fleetRecords, ports)],
    );
  }

  /** Whether a run has ended since the last health report, which does not include its changes. */
  get awaitsHealth(): boolean {
    return this.#hasSeenRuns && this.#writers.length > 0;
  }

  onRunEvent({ type }: RunEvent): void {
    if (type === 'succeeded' || type === 'failed') this.#hasSeenRuns = true;
  }

  /** A report that is not repeated: of a command, or the last one of a service. */
  reportOnce(report: HealthReport): void {
    this.#write(report);
  }

  /** A report of a service, which is repeated every 15 minutes until `stop` even if no other one comes. */
  reportAlive(report: HealthReport): void {
    this.#isService = true;
    if (this.#isStopped || this.#writers.length === 0) return;
    this.#write(report);
    this.#timer?.cancel();
    this.#timer = this.#clock.deadline(REWRITE_AFTER_MS);
    this.#timer.signal.addEventListener(
      'abort',
      () => {
        this.reportAlive(report);
      },
      { once: true },
    );
  }

  /** Resolves when everything is written or has failed. Never rejects. */
  async flush(): Promise<void> {
    await Promise.all(this.#writers.map((writer) => writer.idle()));
  }

  /** Repeats no report any more. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #write(report: HealthReport): void {
    this.#hasSeenRuns = false;
    const content = this.#contentOf(report);
    if (hasNoDatabase(content)) return;
    const writtenAt = this.#clock.now();
    const commandWithinMs = COMMAND_WITHIN_MAX_AGES * this.#policy.maxAgeHours * HOUR_MS;
    const withinMs = this.#isService ? SERVICE_WRITES_WITHIN_MS : commandWithinMs;
    const nextReportBy = new Date(writtenAt.getTime() + withinMs);
    const record = { ...content, writtenAt, nextReportBy };
    for (const writer of this.#writers) writer.offer(record);
  }

  #contentOf(report: HealthReport): RecordContent {
    const { database, backupDirectory, recentBackup, systemResources } = report;
    const { host, toolVersion } = this.#policy;
    const findings = [database, backupDirectory, recentBackup, systemResources].flatMap(
      (check) => check.findings,
    );
    return {
      host,
      toolVersion,
      status: report.overallStatus,
      findings: findings.map(({ status, kind, database: name }) => ({ status, kind, database: name })),
      databases: recentBackup.databases.map((one) => ({
        database: one.database,
        newestVerified:
          one.newestVerified === undefined || one.newestVerifiedAt === undefined
            ? undefined
            : {
                filename: one.newestVerified,
                createdAt: one.newestVerifiedAt,
                ...(one.unchangedAt && { unchangedAt: one.unchangedAt }),
              },
        overdueAt: one.overdueAt,
      })),
      stores: this.#stores.map(({ name, type }) => ({ name, type })),
    };
  }
}

/** A host that only reads the fleet or removes backups of others is not one of its members. */
function hasNoDatabase({ findings }: RecordContent): boolean {
  const has = (kind: FindingKind): boolean => findings.some((finding) => finding.kind === kind);
  return has('no_database') && !has('no_databases_found');
}
