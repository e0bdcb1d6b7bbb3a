import { InMemoryAnomalyStore } from '../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryArtifactExtractor } from '../../src/adapters/outbound/artifact-extractor/in-memory-artifact-extractor.ts';
import { InMemoryBackupStore } from '../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { storeOfHost } from '../../src/adapters/outbound/backup-store/backups-of-host.ts';
import { ManualClock } from '../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDatabaseProbe } from '../../src/adapters/outbound/database-probe/in-memory-database-probe.ts';
import { InMemoryDatabaseInspector } from '../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryDatabaseRestorer } from '../../src/adapters/outbound/database-restorer/in-memory-database-restorer.ts';
import { InMemoryDatabaseSnapshotter } from '../../src/adapters/outbound/database-snapshotter/in-memory-database-snapshotter.ts';
import { InMemoryDiskSpace } from '../../src/adapters/outbound/disk-space/in-memory-disk-space.ts';
import { InMemoryEncryptionKeys } from '../../src/adapters/outbound/encryption-keys/in-memory-encryption-keys.ts';
import { InMemoryInPlaceRestorer } from '../../src/adapters/outbound/in-place-restorer/in-memory-in-place-restorer.ts';
import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { SQLITE_MAGIC } from '../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';
import { InMemoryOperationLock } from '../../src/adapters/outbound/operation-lock/in-memory-operation-lock.ts';
import { InMemoryRestoreRecords } from '../../src/adapters/outbound/json-records/restore-records.ts';
import { InMemoryRunListener } from '../../src/adapters/outbound/run-listener/in-memory-run-listener.ts';
import { InMemorySourceFiles } from '../../src/adapters/outbound/source-files/in-memory-source-files.ts';
import { InMemoryPageTables } from '../../src/adapters/outbound/page-tables/in-memory-page-tables.ts';
import { InMemoryStagingArea } from '../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import { CreateBackup, type CreateBackupPolicy } from '../../src/application/create-backup.ts';
import type { DrillAssertion } from '../../src/domain/verification/drill-assertion.ts';
import { InterruptedRestores } from '../../src/application/restore/interrupted-restores.ts';
import { RunCoordinator } from '../../src/application/runs/run-coordinator.ts';
import { InMemoryQuarantine } from '../../src/adapters/outbound/quarantine/in-memory-quarantine.ts';
import type { BackupStore } from '../../src/application/ports/backup-store.ts';
import { ArtifactVerifier } from '../../src/application/verification/artifact-verifier.ts';
import type { Run, RunEvent, RunListener } from '../../src/application/ports/run-listener.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import { InMemoryRunHistory } from '../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { InMemoryRunLog } from '../../src/adapters/outbound/run-log/in-memory-run-log.ts';
import type { Inventory } from '../../src/application/databases/database-inventory.ts';
import { RunRecorder } from '../../src/application/runs/run-recorder.ts';
import type { NamedStore } from '../../src/application/stores/named-store.ts';
import type { StoreOfHost } from '../../src/application/stores/select-stores.ts';
import { composeUseCases, type UseCasePolicy, type UseCases } from '../../src/application/use-cases.ts';
import { DAY_MS } from '../../src/domain/units.ts';
import { aRetentionPolicy } from './retention-policy.ts';

export const SOURCE_PATH = '/data/app.db';
export const SOURCE_CONTENT = `${SQLITE_MAGIC}content`;
export const TIMEOUT_MS = 60_000;

export const CREATE_POLICY: CreateBackupPolicy = {
  compression: 'gzip',
  compressionLevel: undefined,
  sourceCheck: 'quick',
  verifyAfterCreate: 'checksum',
  timeoutMs: TIMEOUT_MS,
  busyTimeoutMs: 5000,
  maxStoredBytes: 1024 ** 2,
  maxWalGrowthBytes: 1024 ** 3,
  minFreeBytes: 0,
  anomalyShrinkPercent: 50,
  incremental: { fullIntervalMs: 0, diffIntervalMs: DAY_MS, skipUnchanged: false },
  ownIncremental: new Map(),
  host: 'box',
  toolVersion: '1.2.3',
};

/** Where the store's object of a backup is on the in-memory disk. */
export function keyOf({ filename }: { readonly filename: string }): string {
  return `/backup/${filename}`;
}

/** The capture use cases over one in-memory disk with a source; every setting can be changed. */
export class InMemoryProduct {
  readonly disk = new InMemoryDisk();
  readonly clock = new ManualClock();
  readonly lock = new InMemoryOperationLock();
  readonly listener = new InMemoryRunListener();
  readonly store = new InMemoryBackupStore(this.disk);
  readonly stores: NamedStore[] = [{ name: 'local', type: 'directory', store: this.store }];
  readonly storeOfHost: StoreOfHost = async (named, host) => ({
    ...named,
    store: await storeOfHost(named.store, host),
  });
  readonly anomalies = new InMemoryAnomalyStore(this.disk);
  readonly quarantine = new InMemoryQuarantine(this.disk);
  readonly staging = new InMemoryStagingArea(this.disk);
  readonly pageTables = new InMemoryPageTables(this.disk);
  readonly snapshotter = new InMemoryDatabaseSnapshotter(this.disk);
  readonly inspector = new InMemoryDatabaseInspector(this.disk);
  readonly probe = new InMemoryDatabaseProbe(this.disk);
  readonly extractor = new InMemoryArtifactExtractor(this.disk);
  readonly restorer = new InMemoryDatabaseRestorer(this.disk);
  readonly diskSpace = new InMemoryDiskSpace(this.disk);
  readonly sourceFiles = new InMemorySourceFiles(this.disk);
  /** The assertions of a drill; a test adds its own. */
  readonly drillAssertions: DrillAssertion[] = [];
  /** For every scratch copy; a test raises the space that must stay free. */
  readonly scratchPolicy = {
    minFreeBytes: 0,
    drillAssertions: this.drillAssertions,
    assertionTimeoutMs: 50,
    timeoutMs: TIMEOUT_MS,
    busyTimeoutMs: 5000,
    browseTimeLimitMs: TIMEOUT_MS,
    liveTimeLimitMs: TIMEOUT_MS,
  };
  readonly verifier = new ArtifactVerifier(this, this.scratchPolicy);
  readonly verifierOf = (store: BackupStore) => {
    const { extractor, staging, inspector } = this;
    return new ArtifactVerifier({ extractor, staging, inspector, store }, this.scratchPolicy);
  };
  /** Receive the events of runs; a test adds its own. */
  readonly listeners: RunListener[] = [this.listener];
  readonly coordinator = new RunCoordinator(this);
  readonly inPlaceRestorer = new InMemoryInPlaceRestorer(this.disk);
  readonly encryptionKeys = new InMemoryEncryptionKeys();
  readonly restoreRecords = new InMemoryRestoreRecords(this.disk);
  readonly interruptedRestores = new InterruptedRestores(this);
  readonly databases: { name: string; path: string }[] = [];
  readonly history = new InMemoryRunHistory();
  readonly logger = new InMemoryLogger('debug');
  readonly recorder = new RunRecorder(this);
  readonly runLog = new InMemoryRunLog();
  readonly inventory = {
    discovers: false,
    latest: async () => Promise.resolve(this.#inventory()),
    refresh: async () => Promise.resolve(this.#inventory()),
  };
  readonly useCases: UseCases;
  readonly verify: UseCases['verifyBackup'];
  readonly restore: UseCases['restoreBackup'];
  readonly undo: UseCases['undoRestore'];
  readonly plan: UseCases['planRestore'];
  readonly inspect: UseCases['inspectBackup'];
  readonly stream: UseCases['streamBackup'];

  constructor() {
    this.disk.write(SOURCE_PATH, SOURCE_CONTENT);
    this.useCases = composeUseCases(this, this.coordinator, this.policy());
    this.verify = this.useCases.verifyBackup;
    this.restore = this.useCases.restoreBackup;
    this.undo = this.useCases.undoRestore;
    this.plan = this.useCases.planRestore;
    this.inspect = this.useCases.inspectBackup;
    this.stream = this.useCases.streamBackup;
  }

  #inventory(): Inventory {
    const nothing = { clashes: [], appeared: [], vanished: [], problems: [], failure: undefined };
    return { databases: this.databases, ...nothing };
  }

  policy(): UseCasePolicy {
    const { scratchPolicy, databases } = this;
    return {
      ...CREATE_POLICY,
      ...scratchPolicy,
      // Read at each use: a test changes it.
      get minFreeBytes() {
        return scratchPolicy.minFreeBytes;
      },
      databases,
      stateDir: '/backup/.state',
      retention: aRetentionPolicy(),
      ownRetention: new Map(),
      anchorMaxAgeMs: DAY_MS,
      engine: 'native',
      cleanupAfterCreate: true,
      concurrency: 2,
      runtimeVersion: 'Node.js 24.0.0',
      compressions: ['gzip', 'zstd', 'none'],
    };
  }

  create(policy: Partial<CreateBackupPolicy> = {}): CreateBackup {
    return new CreateBackup(this, this.coordinator, { ...CREATE_POLICY, ...policy });
  }

  /** The staged and scratch files. */
  staged(): readonly string[] {
    return this.disk.paths('/backup/.state/staging/');
  }

  quarantined(): readonly string[] {
    return this.disk.paths('/backup/.state/quarantine/').filter((path) => !path.endsWith('.json'));
  }

  events<T extends RunEvent['type']>(
    type: T,
  ): readonly (RunEvent & { readonly type: T; readonly run: Run })[] {
    return this.listener.events.filter(
      (event): event is RunEvent & { readonly type: T; readonly run: Run } => event.type === type,
    );
  }
}
