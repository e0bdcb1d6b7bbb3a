import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { InMemoryCalendar } from './in-memory-calendar.ts';
import { InMemoryBackupStore } from '../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { InMemoryFleetRecords } from '../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { jobDocument } from '../../src/adapters/inbound/documents/job.ts';
import { runEventDocument } from '../../src/adapters/inbound/documents/run.ts';
import { createHttpApp } from '../../src/adapters/inbound/http/create-http-app.ts';
import type { HttpServices } from '../../src/adapters/inbound/http/http-services.ts';
import { AcknowledgeAnomaly } from '../../src/application/acknowledge-anomaly.ts';
import { BackUpAll } from '../../src/application/back-up-all.ts';
import { BackUpAndCleanUp } from '../../src/application/back-up-and-clean-up.ts';
import { CleanupBackups } from '../../src/application/cleanup-backups.ts';
import { CleanupStores } from '../../src/application/cleanup-stores.ts';
import { FindCopy } from '../../src/application/find-copy.ts';
import { EventFeed } from '../../src/application/events/event-feed.ts';
import { HealthMonitor } from '../../src/application/health/health-monitor.ts';
import { JobRegistry } from '../../src/application/jobs/job-registry.ts';
import { ListBackups } from '../../src/application/list-backups.ts';
import { ReportCalendar } from '../../src/application/report-calendar.ts';
import { ReportDatabases } from '../../src/application/report-databases.ts';
import { ReportHealth } from '../../src/application/report-health.ts';
import { InMemoryRunLog } from '../../src/adapters/outbound/run-log/in-memory-run-log.ts';
import { FleetReadings } from '../../src/application/fleet/fleet-readings.ts';
import { ReportFleet } from '../../src/application/report-fleet.ts';
import { ReportHistory } from '../../src/application/report-history.ts';
import { ReportRun } from '../../src/application/report-run.ts';
import { ReportStatistics } from '../../src/application/report-statistics.ts';
import { RunRecorder } from '../../src/application/runs/run-recorder.ts';
import { plannedTasks } from '../../src/application/scheduling/planned-tasks.ts';
import { SCOPES } from '../../src/domain/access/scope.ts';
import { InMemoryProduct, SOURCE_PATH, TIMEOUT_MS } from './in-memory-product.ts';
import { DAY_MS } from './backup-builder.ts';
import { aRetentionPolicy } from './retention-policy.ts';

const POLICY = { timeoutMs: TIMEOUT_MS, host: 'box', toolVersion: '1.2.3' };
const UNLIMITED = { failedAuthentications: 1_000_000_000, expensiveCalls: 1_000_000_000 };

/** The real API and use cases over an in-memory disk, listening on loopback. The name of a token is its scope. */
export class ApiWorld {
  readonly product = new InMemoryProduct();
  readonly logger = new InMemoryLogger();
  readonly runLog = new InMemoryRunLog();
  readonly events: EventFeed;
  readonly jobs: JobRegistry;
  readonly health: HealthMonitor;
  url = '';
  readonly #history = new InMemoryRunHistory();
  readonly #server: Server;
  readonly #stopping = new AbortController();

  constructor() {
    const { product, logger } = this;
    product.databases.push({ name: 'app', path: SOURCE_PATH });
    this.events = new EventFeed({
      clock: product.clock,
      documents: { ofRun: runEventDocument, ofJob: jobDocument },
    });
    this.jobs = new JobRegistry({ clock: product.clock, logger, listeners: [this.events] });
    const recorder = new RunRecorder({ history: this.#history, logger });
    product.listeners.push(this.events, this.jobs, recorder);
    this.health = new HealthMonitor(
      { reportHealth: this.#reportHealth(recorder), clock: product.clock, logger },
      { healthCheckIntervalMs: 300_000 },
    );
    const app = createHttpApp(this.#services(recorder), {
      identify: (secret) => {
        const scope = SCOPES.find((known) => known === secret);
        if (scope === undefined) return { result: 'unknown' };
        return { result: 'known', token: { name: 'test', scope, sha256: '', expires: undefined } };
      },
      hasConfiguredTokens: false,
      isLoopback: true,
      allowedHosts: [],
      trustProxy: false,
      signal: this.#stopping.signal,
      limits: UNLIMITED,
    });
    const answer = app.callback();
    this.#server = createServer((request, response) => {
      void answer(request, response);
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.events.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Sends a request as administrator, or with another token or none. */
  async ask(
    method: string,
    path: string,
    {
      body,
      headers = {},
      token = 'admin',
      signal,
    }: {
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly token?: string | null;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      redirect: 'error',
      headers: {
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  }

  async create(): Promise<string> {
    const response = await this.ask('POST', '/api/backup/create', { body: {} });
    const { filename } = (await response.json()) as { readonly filename: string };
    return filename;
  }

  /** A second store with its own disk; backups are placed in it too. */
  addStore(name: string): InMemoryDisk {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    this.product.stores.push({ name, type: 'directory', store });
    return disk;
  }

  /** A remote store, with the records of its hosts. */
  addFleet(name: string): InMemoryFleetRecords {
    const fleetRecords = new InMemoryFleetRecords();
    fleetRecords.clock = () => this.product.clock.now();
    const store = new InMemoryBackupStore(new InMemoryDisk());
    this.product.stores.push({ name, type: 's3', store, fleetRecords });
    return fleetRecords;
  }

  #reportHealth(recorder: RunRecorder): ReportHealth {
    const { store, stores, staging, sourceFiles, diskSpace, clock, anomalies, quarantine } = this.product;
    return new ReportHealth(
      {
        store,
        stores,
        staging,
        sourceFiles,
        diskSpace,
        clock,
        anomalies,
        quarantine,
        history: this.#history,
        recorder,
      },
      {
        databases: this.product.databases,
        retention: aRetentionPolicy(),
        ownRetention: new Map(),
        requireCopies: 1,
        requireOffsite: false,
        maxAgeHours: 26,
        diskWarningPercent: 80,
        diskCriticalPercent: 95,
        minFreeBytes: 0,
      },
    );
  }

  #reportDatabases(): ReportDatabases {
    const { clock, databases } = this.product;
    const schedules = {
      timeZone: 'Europe/Berlin',
      backupScheduleHour: 2,
      backupSchedule: undefined,
      verifySchedule: { level: 'quick', selection: { kind: 'newest' }, cron: '0 4 * * 0' },
      drillSchedule: undefined,
    } as const;
    return new ReportDatabases(
      { healthMonitor: this.health, calendar: new InMemoryCalendar(), clock },
      {
        retention: aRetentionPolicy(),
        ownRetention: new Map(),
        timeZone: schedules.timeZone,
        diskWarningPercent: 80,
        diskCriticalPercent: 95,
        tasks: () => plannedTasks(databases, schedules),
      },
    );
  }

  #services(recorder: RunRecorder): HttpServices {
    const { product, logger, jobs, events } = this;
    const { store, clock, coordinator, anomalies, databases } = product;
    const cleanupBackups = new CleanupBackups(
      { store, anomalies, verifier: product.verifier, clock },
      coordinator,
      { ...POLICY, retention: aRetentionPolicy(), anchorMaxAgeMs: DAY_MS, ownRetention: new Map() },
    );
    const createBackup = new BackUpAndCleanUp({
      createBackup: product.create(),
      cleanups: [{ store: 'local', isEnabled: true, cleanupBackups }],
      logger,
    });
    const nothing = { clashes: [], appeared: [], vanished: [], problems: [], failure: undefined };
    const inventory = { refresh: async () => Promise.resolve({ ...nothing, databases }) };
    return {
      createBackup,
      backUpAll: new BackUpAll({ inventory, createBackup, logger }, { concurrency: 2 }),
      listBackups: new ListBackups(product),
      findCopy: new FindCopy(product),
      inStore: (name) => product.useCases.inStore(name),
      copyBackups: product.useCases.copyBackups,
      syncStores: product.useCases.syncStores,
      testStores: product.useCases.testStores,
      defaultVerificationLevel: 'quick',
      restoreBackup: product.restore,
      streamBackup: product.stream,
      planRestore: product.plan,
      undoRestore: product.undo,
      cleanupBackups: new CleanupStores({
        retentions: [{ store: 'local', isIncluded: true, cleanupBackups }],
      }),
      acknowledgeAnomaly: new AcknowledgeAnomaly({ anomalies, store }, coordinator, POLICY),
      healthMonitor: this.health,
      reportDatabases: this.#reportDatabases(),
      reportCalendar: new ReportCalendar(
        { store, history: this.#history, recorder, clock },
        { timeZone: 'Europe/Berlin', databases: () => databases },
      ),
      fleet: new FleetReadings({ reportFleet: new ReportFleet(product), clock }),
      reportHistory: new ReportHistory({ history: this.#history, recorder }),
      reportRun: new ReportRun({ history: this.#history, recorder, runLog: this.runLog }),
      reportStatistics: new ReportStatistics(product),
      jobs,
      events,
      metrics: {
        render: async () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
        observeRequest: () => undefined,
      },
      databases,
      settings: [{ key: 'keep_days', value: 7, source: 'default' }],
      version: '1.2.3',
      clock,
      logger,
    };
  }
}
