import { ContainerModule } from 'inversify';
import type { DirectoryGate } from '../../adapters/outbound/files/directory-gate.ts';
import { FilesystemRestoreRecords } from '../../adapters/outbound/json-records/restore-records.ts';
import { PlanRestore } from '../../application/plan-restore.ts';
import { RestoreBackup } from '../../application/restore-backup.ts';
import { DatabasePreparation } from '../../application/restore/database-preparation.ts';
import { InPlaceReplacement } from '../../application/restore/in-place-replacement.ts';
import { InterruptedRestores } from '../../application/restore/interrupted-restores.ts';
import { SafetyCopies } from '../../application/restore/safety-copies.ts';
import { StreamBackup } from '../../application/stream-backup.ts';
import { UndoRestore } from '../../application/undo-restore.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import { TOKENS } from '../tokens.ts';

export function restoreModule(
  settings: Settings,
  databases: readonly NamedDatabase[],
  gate: DirectoryGate,
): ContainerModule {
  const policy = { ...settings, databases, host: settings.hostName };
  const { store, clock, extractor, inspector, restorer, diskSpace, sourceFiles, coordinator } = TOKENS;
  const { inPlaceRestorer, restoreRecords, quarantine, createBackup } = TOKENS;
  const { preparation, interruptedRestores, inPlaceReplacement, staging } = TOKENS;
  return new ContainerModule(({ bind }) => {
    bind(restoreRecords).toConstantValue(gate.guard(new FilesystemRestoreRecords(settings.stateDir)));
    bind(preparation).toResolvedValue(
      (theStore, theStaging, theExtractor, theInspector, theRestorer, theDiskSpace) =>
        new DatabasePreparation({
          store: theStore,
          staging: theStaging,
          extractor: theExtractor,
          inspector: theInspector,
          restorer: theRestorer,
          diskSpace: theDiskSpace,
        }),
      [store, staging, extractor, inspector, restorer, diskSpace],
    );
    bind(interruptedRestores).toResolvedValue(
      (...ports) => new InterruptedRestores(...ports),
      [inPlaceRestorer, restoreRecords],
    );
    bind(inPlaceReplacement).toResolvedValue(
      (
        theStore,
        theSourceFiles,
        theInPlaceRestorer,
        theRecords,
        interrupted,
        thePreparation,
        theQuarantine,
        create,
      ) =>
        new InPlaceReplacement(
          {
            store: theStore,
            sourceFiles: theSourceFiles,
            inPlaceRestorer: theInPlaceRestorer,
            restoreRecords: theRecords,
          },
          {
            interrupted,
            preparation: thePreparation,
            safetyCopies: new SafetyCopies({ store: theStore, quarantine: theQuarantine }, create),
          },
          policy,
        ),
      [
        store,
        sourceFiles,
        inPlaceRestorer,
        restoreRecords,
        interruptedRestores,
        preparation,
        quarantine,
        createBackup,
      ],
    );
    bind(TOKENS.restoreBackup).toResolvedValue(
      (
        theStore,
        theClock,
        theExtractor,
        theRestorer,
        theSourceFiles,
        thePreparation,
        interrupted,
        inPlace,
        runs,
      ) =>
        new RestoreBackup(
          {
            store: theStore,
            clock: theClock,
            extractor: theExtractor,
            restorer: theRestorer,
            sourceFiles: theSourceFiles,
          },
          { preparation: thePreparation, interrupted, inPlace },
          runs,
          policy,
        ),
      [
        store,
        clock,
        extractor,
        restorer,
        sourceFiles,
        preparation,
        interruptedRestores,
        inPlaceReplacement,
        coordinator,
      ],
    );
    bind(TOKENS.undoRestore).toResolvedValue(
      (theStore, theExtractor, theRecords, interrupted, inPlace, runs) =>
        new UndoRestore(
          { store: theStore, extractor: theExtractor, restoreRecords: theRecords },
          { interrupted, inPlace },
          runs,
          policy,
        ),
      [store, extractor, restoreRecords, interruptedRestores, inPlaceReplacement, coordinator],
    );
    bind(TOKENS.planRestore).toResolvedValue(
      (theStore, theClock, theExtractor, theSourceFiles, theInPlaceRestorer, theDiskSpace) =>
        new PlanRestore(
          {
            store: theStore,
            clock: theClock,
            extractor: theExtractor,
            sourceFiles: theSourceFiles,
            inPlaceRestorer: theInPlaceRestorer,
            diskSpace: theDiskSpace,
          },
          policy,
        ),
      [store, clock, extractor, sourceFiles, inPlaceRestorer, diskSpace],
    );
    bind(TOKENS.streamBackup).toResolvedValue(
      (theStore, theClock, theExtractor, theStaging, runs) =>
        new StreamBackup(
          { store: theStore, clock: theClock, extractor: theExtractor, staging: theStaging },
          runs,
          policy,
        ),
      [store, clock, extractor, staging, coordinator],
    );
  });
}
