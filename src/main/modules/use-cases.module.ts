import { availableParallelism } from 'node:os';
import { ContainerModule, type ResolutionContext } from 'inversify';
import { RunCoordinator } from '../../application/runs/run-coordinator.ts';
import { composeUseCases, type UseCasePolicy, type UseCasePorts } from '../../application/use-cases.ts';
import { MIB, MINUTE_MS } from '../../domain/units.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import type { Settings } from '../../settings/settings.ts';
import { openStoreOfHost } from '../open-stores.ts';
import { ownIncrementalOf, ownRetentionOf } from '../own-policies.ts';
import { chooseEngine, toolVersion } from '../runtime.ts';
import { TOKENS } from '../tokens.ts';

/** A capture or verification uses a core or two and the disk; more of them at a time only wait for each other. */
const MOST_DATABASES_AT_A_TIME = 4;
/** A slower assertion is too expensive for a nightly check. */
const ASSERTION_TIMEOUT_MS = MINUTE_MS;
/** The page waits for the result; slower parts are reported as unknown. */
const BROWSE_TIME_LIMIT_MS = 30_000;
/** The comparison with the live database must not slow the application. */
const ROW_COUNT_TIME_LIMIT_MS = 10_000;

export function useCasesModule(settings: Settings, databases: readonly NamedDatabase[]): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.coordinator)
      .toResolvedValue(
        (clock, lock, listeners, record) => new RunCoordinator({ clock, lock, listeners, record }),
        [TOKENS.clock, TOKENS.lock, TOKENS.listeners, TOKENS.recorder],
      )
      .inSingletonScope();
    bind(TOKENS.useCases)
      .toDynamicValue((context) => {
        const ports = portsFrom(context);
        return composeUseCases(ports, context.get(TOKENS.coordinator), policyOf(settings, databases, ports));
      })
      .inSingletonScope();
  });
}

export function portsFrom(context: ResolutionContext): UseCasePorts {
  return {
    anomalies: context.get(TOKENS.anomalies),
    clock: context.get(TOKENS.clock),
    diskSpace: context.get(TOKENS.diskSpace),
    encryptionKeys: context.get(TOKENS.encryptionKeys),
    extractor: context.get(TOKENS.extractor),
    history: context.get(TOKENS.history),
    inPlaceRestorer: context.get(TOKENS.inPlaceRestorer),
    inspector: context.get(TOKENS.inspector),
    inventory: context.get(TOKENS.inventory),
    lock: context.get(TOKENS.lock),
    logger: context.get(TOKENS.logger),
    pageTables: context.get(TOKENS.pageTables),
    probe: context.get(TOKENS.probe),
    quarantine: context.get(TOKENS.quarantine),
    recorder: context.get(TOKENS.recorder),
    restoreRecords: context.get(TOKENS.restoreRecords),
    restorer: context.get(TOKENS.restorer),
    runLog: context.get(TOKENS.runLog),
    snapshotter: context.get(TOKENS.snapshotter),
    sourceFiles: context.get(TOKENS.sourceFiles),
    staging: context.get(TOKENS.staging),
    store: context.get(TOKENS.store),
    stores: context.get(TOKENS.stores),
    storeOfHost: openStoreOfHost,
  };
}

function policyOf(
  settings: Settings,
  databases: readonly NamedDatabase[],
  { snapshotter }: UseCasePorts,
): UseCasePolicy {
  return {
    ...settings,
    databases,
    retention: settings,
    ownRetention: ownRetentionOf(databases),
    incremental: settings,
    ownIncremental: ownIncrementalOf(databases),
    maxStoredBytes: settings.maxBackupSizeMb * MIB,
    host: settings.hostName,
    toolVersion: toolVersion(),
    runtimeVersion: `Node.js ${process.versions.node}`,
    compressions: snapshotter.supports.compressions,
    engine: chooseEngine(settings),
    assertionTimeoutMs: ASSERTION_TIMEOUT_MS,
    browseTimeLimitMs: BROWSE_TIME_LIMIT_MS,
    liveTimeLimitMs: ROW_COUNT_TIME_LIMIT_MS,
    concurrency: Math.min(MOST_DATABASES_AT_A_TIME, availableParallelism()),
  };
}
