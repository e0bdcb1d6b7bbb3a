import { availableParallelism } from 'node:os';
import { ContainerModule } from 'inversify';
import { AdoptBackup } from '../../application/adopt-backup.ts';
import { ChangeBackupState } from '../../application/change-backup-state.ts';
import { InspectBackup } from '../../application/inspect-backup.ts';
import { ArtifactVerifier } from '../../application/verification/artifact-verifier.ts';
import { RestoreDrill } from '../../application/verification/restore-drill.ts';
import { VerifyBackup } from '../../application/verify-backup.ts';
import { VerifyBackups } from '../../application/verify-backups.ts';
import { ownRetentionOf } from '../own-retention.ts';
import { chooseEngine, toolVersion } from '../runtime.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import { TOKENS } from '../tokens.ts';
import { MINUTE_MS } from '../../domain/units.ts';

/** Each check is one busy process and one scratch copy; more of them at a time only wait for the disk. */
const MOST_DATABASES_AT_A_TIME = 4;
/** A slower assertion is too expensive for a nightly check. */
const ASSERTION_TIMEOUT_MS = MINUTE_MS;

/** The page waits for the result; slower parts are reported as unknown. */
const BROWSE_TIME_LIMIT_MS = 30_000;
/** The comparison with the live database must not slow the application. */
const ROW_COUNT_TIME_LIMIT_MS = 10_000;

export function verificationModule(settings: Settings, databases: readonly NamedDatabase[]): ContainerModule {
  const policy = {
    ...settings,
    databases,
    retention: settings,
    ownRetention: ownRetentionOf(databases),
    assertionTimeoutMs: ASSERTION_TIMEOUT_MS,
    browseTimeLimitMs: BROWSE_TIME_LIMIT_MS,
    liveTimeLimitMs: ROW_COUNT_TIME_LIMIT_MS,
    concurrency: Math.min(MOST_DATABASES_AT_A_TIME, availableParallelism()),
    engine: chooseEngine(settings),
    host: settings.hostName,
    toolVersion: toolVersion(),
  };
  const { store, staging, extractor, inspector, restorer, clock, coordinator, verifier, drill } = TOKENS;
  return new ContainerModule(({ bind }) => {
    bind(verifier).toResolvedValue(
      (theStore, theStaging, theExtractor, theInspector) =>
        new ArtifactVerifier(
          { store: theStore, staging: theStaging, extractor: theExtractor, inspector: theInspector },
          policy,
        ),
      [store, staging, extractor, inspector],
    );
    bind(drill).toResolvedValue(
      (preparation, theStaging, theRestorer, theInspector) =>
        new RestoreDrill(
          preparation,
          { staging: theStaging, restorer: theRestorer, inspector: theInspector },
          policy,
        ),
      [TOKENS.preparation, staging, restorer, inspector],
    );
    bind(TOKENS.verifyBackup).toResolvedValue(
      (...parts) => new VerifyBackup(...parts, policy),
      [store, verifier, drill, coordinator],
    );
    bind(TOKENS.verifyBackups).toResolvedValue(
      (...parts) => new VerifyBackups(...parts, policy),
      [store, TOKENS.verifyBackup, clock],
    );
    bind(TOKENS.inspectBackup).toResolvedValue(
      (theStore, theStaging, theExtractor, theInspector, probe, inventory, theClock, theCoordinator) =>
        new InspectBackup(
          {
            store: theStore,
            staging: theStaging,
            extractor: theExtractor,
            inspector: theInspector,
            probe,
            inventory,
            clock: theClock,
          },
          theCoordinator,
          policy,
        ),
      [store, staging, extractor, inspector, TOKENS.probe, TOKENS.inventory, clock, coordinator],
    );
    bind(TOKENS.adoptBackup).toResolvedValue(
      (theStore, theStaging, theExtractor, theInspector, theCoordinator) =>
        new AdoptBackup(
          { store: theStore, staging: theStaging, extractor: theExtractor, inspector: theInspector },
          theCoordinator,
          policy,
        ),
      [store, staging, extractor, inspector, coordinator],
    );
    bind(TOKENS.changeBackupState).toResolvedValue(
      (theStore, theCoordinator) => new ChangeBackupState(theStore, theCoordinator, policy),
      [store, coordinator],
    );
  });
}
