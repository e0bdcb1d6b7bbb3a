import { AcknowledgeAnomaly } from './acknowledge-anomaly.ts';
import { AdoptBackup, type AdoptBackupPolicy } from './adopt-backup.ts';
import { BackUpAll, type BackUpAllPolicy } from './back-up-all.ts';
import { BackUpAndCleanUp } from './back-up-and-clean-up.ts';
import { ChangeBackupState } from './change-backup-state.ts';
import { CleanupBackups, type CleanupPolicy } from './cleanup-backups.ts';
import { CleanupStores } from './cleanup-stores.ts';
import { CleanupHost } from './cleanup-host.ts';
import { CopyBackups } from './copy-backups.ts';
import { CreateBackup, type CreateBackupPolicy } from './create-backup.ts';
import { CreateEncryptionKey } from './create-encryption-key.ts';
import type { DatabaseInventory } from './databases/database-inventory.ts';
import { DownloadBackup } from './download-backup.ts';
import { FindCopy } from './find-copy.ts';
import { InspectBackup, type InspectBackupPolicy } from './inspect-backup.ts';
import { ListBackups } from './list-backups.ts';
import { PlanRestore } from './plan-restore.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { ArtifactExtractor } from './ports/artifact-extractor.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DatabaseInspector } from './ports/database-inspector.ts';
import type { DatabaseProbe } from './ports/database-probe.ts';
import type { DatabaseRestorer } from './ports/database-restorer.ts';
import type { DatabaseSnapshotter } from './ports/database-snapshotter.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { EncryptionKeys } from './ports/encryption-keys.ts';
import type { InPlaceRestorer } from './ports/in-place-restorer.ts';
import type { Logger } from './ports/logger.ts';
import type { OperationLock } from './ports/operation-lock.ts';
import type { PageTables } from './ports/page-tables.ts';
import type { Quarantine } from './ports/quarantine.ts';
import type { RestoreRecords } from './ports/restore-records.ts';
import type { RunHistory } from './ports/run-history.ts';
import type { RunLog } from './ports/run-log.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { StagingArea } from './ports/staging-area.ts';
import { ReportFleet } from './report-fleet.ts';
import { ReportHistory } from './report-history.ts';
import { ReportRun } from './report-run.ts';
import { ReportStatistics } from './report-statistics.ts';
import { RestoreBackup, type RestoreBackupPolicy } from './restore-backup.ts';
import { RestoreMissing } from './restore-missing.ts';
import { DatabasePreparation } from './restore/database-preparation.ts';
import { InPlaceReplacement } from './restore/in-place-replacement.ts';
import { InterruptedRestores } from './restore/interrupted-restores.ts';
import { SafetyCopies } from './restore/safety-copies.ts';
import { RunPreflight, type PreflightPolicy } from './run-preflight.ts';
import type { RunCoordinator } from './runs/run-coordinator.ts';
import type { RunRecorder } from './runs/run-recorder.ts';
import { isRemote, retentionIn, storeNamed, type NamedStore } from './stores/named-store.ts';
import { fromStore, onFoundCopy } from './stores/on-found-copy.ts';
import type { StoreOfHost } from './stores/select-stores.ts';
import { StreamBackup } from './stream-backup.ts';
import { SyncStores } from './sync-stores.ts';
import { TestStores } from './test-stores.ts';
import { UndoRestore } from './undo-restore.ts';
import { ArtifactVerifier } from './verification/artifact-verifier.ts';
import { RestoreDrill, type RestoreDrillPolicy } from './verification/restore-drill.ts';
import { VerifyBackup } from './verify-backup.ts';
import { VerifyBackups } from './verify-backups.ts';

export interface UseCasePorts {
  readonly anomalies: AnomalyStore;
  readonly clock: Clock;
  readonly diskSpace: DiskSpace;
  readonly encryptionKeys: EncryptionKeys;
  readonly extractor: ArtifactExtractor;
  readonly history: RunHistory;
  readonly inPlaceRestorer: InPlaceRestorer;
  readonly inspector: DatabaseInspector;
  readonly inventory: Pick<DatabaseInventory, 'latest' | 'refresh' | 'discovers'>;
  readonly lock: OperationLock;
  readonly pageTables: PageTables;
  readonly logger: Logger;
  readonly probe: DatabaseProbe;
  readonly quarantine: Quarantine;
  readonly recorder: RunRecorder;
  readonly restoreRecords: RestoreRecords;
  readonly restorer: DatabaseRestorer;
  readonly runLog: RunLog;
  readonly snapshotter: DatabaseSnapshotter;
  readonly sourceFiles: SourceFiles;
  readonly staging: StagingArea;
  /** The primary store: the first of `stores`. */
  readonly store: BackupStore;
  readonly stores: readonly NamedStore[];
  readonly storeOfHost: StoreOfHost;
}

export type UseCasePolicy = CreateBackupPolicy &
  AdoptBackupPolicy &
  BackUpAllPolicy &
  CleanupPolicy & {
    /** Whether retention runs after each backup. */
    readonly cleanupAfterCreate: boolean;
  } & InspectBackupPolicy &
  RestoreBackupPolicy &
  RestoreDrillPolicy &
  PreflightPolicy;

type UseCase<T extends { execute: unknown }> = Pick<T, 'execute'>;

/** The use cases that the CLI, the API and the library share. */
export interface UseCases {
  readonly acknowledgeAnomaly: UseCase<AcknowledgeAnomaly>;
  readonly adoptBackup: UseCase<AdoptBackup>;
  readonly backUpAll: UseCase<BackUpAll>;
  readonly changeBackupState: UseCase<ChangeBackupState>;
  readonly cleanupBackups: UseCase<CleanupStores>;
  readonly cleanupHost: UseCase<CleanupHost>;
  readonly copyBackups: UseCase<CopyBackups>;
  readonly createBackup: UseCase<BackUpAndCleanUp>;
  readonly createEncryptionKey: UseCase<CreateEncryptionKey>;
  readonly downloadBackup: UseCase<DownloadBackup>;
  readonly findCopy: UseCase<FindCopy>;
  readonly inspectBackup: UseCase<InspectBackup>;
  readonly listBackups: UseCase<ListBackups>;
  readonly planRestore: UseCase<PlanRestore>;
  readonly reportFleet: UseCase<ReportFleet>;
  readonly reportHistory: UseCase<ReportHistory>;
  readonly reportRun: UseCase<ReportRun>;
  readonly reportStatistics: UseCase<ReportStatistics>;
  readonly restoreBackup: UseCase<RestoreBackup>;
  readonly restoreMissing: UseCase<RestoreMissing>;
  readonly runPreflight: UseCase<RunPreflight>;
  readonly streamBackup: UseCase<StreamBackup>;
  readonly syncStores: UseCase<SyncStores>;
  readonly testStores: UseCase<TestStores>;
  readonly undoRestore: UseCase<UndoRestore>;
  readonly verifyBackup: UseCase<VerifyBackup>;
  readonly verifyBackups: UseCase<VerifyBackups>;
  /**
   * The same use cases on another store; its copies alone.
   * @throws UsageException no store has this name
   */
  inStore(name: string): UseCases;
}

export function composeUseCases(
  ports: UseCasePorts,
  coordinator: RunCoordinator,
  policy: UseCasePolicy,
): UseCases {
  const verifier = new ArtifactVerifier(ports, policy);
  const preparation = new DatabasePreparation(ports);
  const interruptedRestores = new InterruptedRestores(ports);
  const verifierOf = (store: BackupStore): ArtifactVerifier =>
    new ArtifactVerifier({ ...ports, store }, policy);
  const shared = { ...ports, verifier, verifierOf, preparation, interruptedRestores };

  const createOnly = new CreateBackup(shared, coordinator, policy);
  const retentions = ports.stores.map((named) => ({
    store: named.name,
    isIncluded: named.cleanupAfterCreate !== false,
    isEnabled: named.cleanupAfterCreate ?? policy.cleanupAfterCreate,
    cleanupBackups: new CleanupBackups(
      // The anchor is verified where its copy is.
      { ...ports, store: named.store, verifier: verifierOf(named.store) },
      coordinator,
      retentionIn(named, policy),
    ),
  }));
  const createBackup = new BackUpAndCleanUp({ ...ports, createBackup: createOnly, cleanups: retentions });

  const drill = new RestoreDrill(shared, policy);
  const verifyBackup = new VerifyBackup({ ...shared, drill }, coordinator, policy);

  const copyPorts = {
    ...ports,
    verifierOf,
    retentionOf: (named: NamedStore) => retentionIn(named, policy),
  };

  const safetyPorts = { ...shared, ...safetyStore(ports) };
  const createSafetyBackup = new CreateBackup(safetyPorts, coordinator, policy);
  const safetyCopies = new SafetyCopies({ ...safetyPorts, createBackup: createSafetyBackup });
  const inPlaceReplacement = new InPlaceReplacement({ ...shared, safetyCopies }, policy);
  const restorePorts = { ...shared, inPlaceReplacement };

  const restoreBackup = new RestoreBackup(restorePorts, coordinator, policy);
  const findCopy = new FindCopy(ports);
  const useCases: Omit<UseCases, 'inStore'> = {
    acknowledgeAnomaly: new AcknowledgeAnomaly(ports, coordinator, policy),
    adoptBackup: new AdoptBackup(ports, coordinator, policy),
    backUpAll: new BackUpAll({ ...ports, createBackup }, policy),
    changeBackupState: new ChangeBackupState(ports, coordinator, policy),
    cleanupBackups: new CleanupStores({ retentions }),
    cleanupHost: new CleanupHost({
      ...ports,
      cleanupOf: (named, pausedRetention) =>
        new CleanupBackups(
          { ...ports, store: named.store, verifier: verifierOf(named.store), pausedRetention },
          coordinator,
          // The databases of this host may have the same names.
          { ...retentionIn(named, policy), ownRetention: new Map() },
        ),
    }),
    copyBackups: new CopyBackups(copyPorts, coordinator, policy),
    createBackup,
    createEncryptionKey: new CreateEncryptionKey(ports),
    downloadBackup: new DownloadBackup(ports),
    findCopy,
    inspectBackup: new InspectBackup(ports, coordinator, policy),
    listBackups: new ListBackups(ports),
    planRestore: new PlanRestore(ports, policy),
    reportFleet: new ReportFleet(ports),
    reportHistory: new ReportHistory(ports),
    reportRun: new ReportRun(ports),
    reportStatistics: new ReportStatistics(ports),
    restoreBackup,
    restoreMissing: new RestoreMissing({ ...ports, restoreBackup }),
    runPreflight: new RunPreflight(ports, policy),
    streamBackup: new StreamBackup(ports, coordinator, policy),
    syncStores: new SyncStores(copyPorts, coordinator, policy),
    testStores: new TestStores(ports),
    undoRestore: new UndoRestore(restorePorts, coordinator, policy),
    verifyBackup,
    verifyBackups: new VerifyBackups({ ...ports, verifyBackup }, policy),
  };
  const inStore = (name: string): UseCases => {
    const named = storeNamed(ports.stores, name);
    const own = { ...ports, store: named.store, stores: [named] };
    const composed = composeUseCases(own, coordinator, retentionIn(named, policy));
    return { ...composed, ...fromStore(named.name, useCases) };
  };
  const isOnly = ports.stores.length === 1;
  return { ...useCases, ...(!isOnly && onFoundCopy(findCopy, inStore)), inStore };
}

/** One store near the database: the time of an upload would lose commits of a running application. */
function safetyStore({ store, stores }: UseCasePorts): Pick<UseCasePorts, 'store' | 'stores'> {
  const near = stores.find((named) => !isRemote(named));
  return near === undefined ? { store, stores: stores.slice(0, 1) } : { store: near.store, stores: [near] };
}
