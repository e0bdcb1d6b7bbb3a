import 'reflect-metadata';
import { Container } from 'inversify';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { DirectoryGate } from '../adapters/outbound/files/directory-gate.ts';
import { FilesystemSourceFiles } from '../adapters/outbound/source-files/filesystem-source-files.ts';
import { RunRecorder } from '../application/runs/run-recorder.ts';
import { LoggingRunListener } from '../adapters/outbound/run-listener/logging-run-listener.ts';
import { databaseNameFromPath } from '../domain/backup/database-name.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import { engineModule } from './modules/engine.module.ts';
import { healthModule } from './modules/health.module.ts';
import { notificationsModule } from './modules/notifications.module.ts';
import { storageModule } from './modules/storage.module.ts';
import { useCasesModule } from './modules/use-cases.module.ts';
import { expectStores } from './open-stores.ts';
import { chooseEngine } from './runtime.ts';
import type { Settings } from '../settings/settings.ts';
import type { NamedDatabase } from '../settings/configured-databases.ts';
import { TOKENS } from './tokens.ts';

export interface Composition {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Receive run events besides the log and the run history. */
  readonly listeners: readonly RunListener[];
  /** Where the ids of used backup directories are recorded; default: in this process only. */
  readonly recordFolder?: string | undefined;
}

/** @throws ConfigurationException this runtime lacks a feature that the settings need */
export async function createContainer(composition: Composition): Promise<Container> {
  const { settings, logger, listeners, recordFolder } = composition;
  await expectStores(settings, recordFolder);
  const container = new Container();
  container.bind(TOKENS.logger).toConstantValue(logger);
  container
    .bind(TOKENS.recorder)
    .toResolvedValue((history) => new RunRecorder({ history, logger }), [TOKENS.history])
    .inSingletonScope();
  container
    .bind(TOKENS.listeners)
    .toResolvedValue(
      (recorder, notifications, fleetReporter) => [
        ...[new LoggingRunListener(logger), recorder, notifications, fleetReporter],
        ...listeners,
      ],
      [TOKENS.recorder, TOKENS.notifications, TOKENS.fleetReporter],
    );
  const databases = await namedDatabases(settings);
  container.bind(TOKENS.databases).toConstantValue(databases);
  // One gate for all adapters that write to the backup directory.
  const gate = new DirectoryGate(settings.backupDir, new SystemClock(), settings);
  await container.loadAsync(
    storageModule(settings, gate),
    engineModule(settings, gate),
    healthModule(settings, databases),
    notificationsModule(settings, gate),
    useCasesModule(settings, databases),
  );
  logger.debug(`engine ${chooseEngine(settings)}`, { setting: settings.engine, node: process.version });
  return container;
}

async function namedDatabases(settings: Settings): Promise<readonly NamedDatabase[]> {
  const sourceFiles = new FilesystemSourceFiles();
  return Promise.all(
    settings.databases.map(async (database) => {
      const { baseName, pathDigest } = await sourceFiles.describe(database.path);
      return { ...database, name: database.name ?? databaseNameFromPath(baseName, pathDigest) };
    }),
  );
}
