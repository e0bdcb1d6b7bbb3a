import { availableParallelism } from 'node:os';
import { ContainerModule } from 'inversify';
import { AcknowledgeAnomaly } from '../../application/acknowledge-anomaly.ts';
import { BackUpAll } from '../../application/back-up-all.ts';
import { BackUpAndCleanUp } from '../../application/back-up-and-clean-up.ts';
import { CleanupBackups } from '../../application/cleanup-backups.ts';
import { CreateBackup } from '../../application/create-backup.ts';
import { DownloadBackup } from '../../application/download-backup.ts';
import { ListBackups } from '../../application/list-backups.ts';
import { ReportHistory } from '../../application/report-history.ts';
import { ReportRun } from '../../application/report-run.ts';
import { ReportStatistics } from '../../application/report-statistics.ts';
import { RunPreflight } from '../../application/run-preflight.ts';
import { RunCoordinator } from '../../application/runs/run-coordinator.ts';
import { ownRetentionOf } from '../own-retention.ts';
import { toolVersion } from '../runtime.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import { TOKENS } from '../tokens.ts';
import { MIB } from '../../domain/units.ts';

/** A capture uses a core or two and the disk; more of them at a time only wait for each other. */
const MOST_DATABASES_AT_A_TIME = 4;

export function useCasesModule(settings: Settings, databases: readonly NamedDatabase[]): ContainerModule {
  const policy = {
    ...settings,
    databases,
    retention: settings,
    ownRetention: ownRetentionOf(databases),
    maxStoredBytes: settings.maxBackupSizeMb * MIB,
    host: settings.hostName,
    toolVersion: toolVersion(),
  };
  const { store, staging, clock, lock, coordinator, verifier } = TOKENS;
  const { snapshotter, sourceFiles, diskSpace, probe } = TOKENS;
  return new ContainerModule(({ bind }) => {
    bind(coordinator)
      .toResolvedValue(
        (...args) => new RunCoordinator(...args),
        [clock, lock, TOKENS.listeners, TOKENS.recorder],
      )
      .inSingletonScope();
    bind(TOKENS.createBackup).toResolvedValue(
      (
        theStore,
        theStaging,
        theLock,
        theSnapshotter,
        theVerifier,
        theSourceFiles,
        theDiskSpace,
        theAnomalies,
        theQuarantine,
        interruptedRestores,
        theCoordinator,
      ) =>
        new CreateBackup(
          {
            store: theStore,
            staging: theStaging,
            lock: theLock,
            snapshotter: theSnapshotter,
            verifier: theVerifier,
            sourceFiles: theSourceFiles,
            diskSpace: theDiskSpace,
            anomalies: theAnomalies,
            quarantine: theQuarantine,
            interruptedRestores,
          },
          theCoordinator,
          policy,
        ),
      [
        store,
        staging,
        lock,
        snapshotter,
        verifier,
        sourceFiles,
        diskSpace,
        TOKENS.anomalies,
        TOKENS.quarantine,
        TOKENS.interruptedRestores,
        coordinator,
      ],
    );
    bind(TOKENS.backUpAndCleanUp).toResolvedValue(
      (...useCases) => new BackUpAndCleanUp(...useCases, policy),
      [TOKENS.createBackup, TOKENS.cleanupBackups, TOKENS.logger],
    );
    bind(TOKENS.backUpAll).toResolvedValue(
      (inventory, backUp, logger) =>
        new BackUpAll(inventory, backUp, logger, {
          concurrency: Math.min(MOST_DATABASES_AT_A_TIME, availableParallelism()),
        }),
      [TOKENS.inventory, TOKENS.backUpAndCleanUp, TOKENS.logger],
    );
    bind(TOKENS.acknowledgeAnomaly).toResolvedValue(
      (...ports) => new AcknowledgeAnomaly(...ports, policy),
      [TOKENS.anomalies, store, coordinator],
    );
    bind(TOKENS.downloadBackup).toResolvedValue((theStore) => new DownloadBackup(theStore), [store]);
    bind(TOKENS.listBackups).toResolvedValue((theStore) => new ListBackups(theStore), [store]);
    bind(TOKENS.cleanupBackups).toResolvedValue(
      (theStore, theAnomalies, theVerifier, theCoordinator, theClock) =>
        new CleanupBackups(
          { store: theStore, anomalies: theAnomalies, verifier: theVerifier },
          theCoordinator,
          theClock,
          policy,
        ),
      [store, TOKENS.anomalies, verifier, coordinator, clock],
    );
    bind(TOKENS.reportHistory).toResolvedValue(
      (...args) => new ReportHistory(...args),
      [TOKENS.journal, TOKENS.recorder],
    );
    bind(TOKENS.reportRun).toResolvedValue(
      (...args) => new ReportRun(...args),
      [TOKENS.journal, TOKENS.recorder, TOKENS.runLog],
    );
    bind(TOKENS.reportStatistics).toResolvedValue(
      (...ports) => new ReportStatistics(...ports),
      [store, TOKENS.anomalies, TOKENS.quarantine, TOKENS.clock],
    );
    bind(TOKENS.runPreflight).toResolvedValue(
      (
        theProbe,
        theSourceFiles,
        theStore,
        theStaging,
        theDiskSpace,
        theClock,
        theSnapshotter,
        theRecords,
        inventory,
        theLock,
      ) =>
        new RunPreflight(
          theProbe,
          theSourceFiles,
          theStore,
          theStaging,
          theDiskSpace,
          {
            ...policy,
            runtimeVersion: `Node.js ${process.versions.node}`,
            compressions: theSnapshotter.supports.compressions,
          },
          theClock,
          theRecords,
          inventory,
          theLock,
        ),
      [
        probe,
        sourceFiles,
        store,
        staging,
        diskSpace,
        clock,
        snapshotter,
        TOKENS.restoreRecords,
        TOKENS.inventory,
        lock,
      ],
    );
  });
}
