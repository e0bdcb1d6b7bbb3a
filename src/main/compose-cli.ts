import { constants, setPriority } from 'node:os';
import type { CliServices, ServicesRequest } from '../adapters/inbound/cli/cli-environment.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { BunyanLogger } from '../adapters/outbound/logger/bunyan-logger.ts';
import { StepDeadline } from '../application/runs/step-deadline.ts';
import { createContainer } from './container.ts';
import { loadSettings } from '../settings/settings.ts';
import { settleFleet } from './settle-fleet.ts';
import { settleNotifications } from './settle-notifications.ts';
import { stateFolder } from './state-folder.ts';
import { TOKENS } from './tokens.ts';

/** @throws ConfigurationException */
export async function loadCliServices(request: ServicesRequest): Promise<CliServices> {
  const settings = loadSettings({ ...request, env: process.env, cwd: process.cwd() });
  const logger = new BunyanLogger({
    level: settings.logLevel,
    // The command output is enough for a person; details need log_level debug.
    stderrLevel: settings.logLevel === 'debug' && !request.quiet ? 'debug' : undefined,
    logFile: settings.logFile,
    stderr: process.stderr,
    isTerminal: process.stderr.isTTY,
  });
  // The process belongs to the command line alone; verification and restore run in it.
  if (settings.lowPriority) setPriority(constants.priority.PRIORITY_LOW);
  const steps = new StepDeadline(new SystemClock(), settings.timeoutMs);
  const listeners = [...request.listeners, steps];
  const recordFolder = stateFolder(process.env);
  const container = await steps.within(createContainer({ settings, logger, listeners, recordFolder }));
  const recorder = container.get(TOKENS.recorder);
  const notifications = container.get(TOKENS.notifications);
  const fleetReporter = container.get(TOKENS.fleetReporter);
  const reportHealth = container.get(TOKENS.reportHealth);
  return {
    ...container.get(TOKENS.useCases),
    verifySchedule: settings.verifySchedule,
    reportHealth: {
      execute: async () => {
        const report = await reportHealth.execute();
        notifications.onHealth(report);
        return report;
      },
    },
    testNotifications: container.get(TOKENS.testNotifications),
    databases: settings.databases,
    discoversDatabases: settings.databasesDirectory !== undefined,
    backupDirectory: container.get(TOKENS.store).location,
    stores: container
      .get(TOKENS.stores)
      .map(({ name, type, store: { location } }) => ({ name, type, location })),
    settings: settings.provenance,
    logger,
    withinDeadline: (work) => steps.within(work),
    close: async () => {
      await recorder.flush();
      // One report for both: it lists every store.
      let report: ReturnType<typeof reportHealth.execute> | undefined;
      const atEnd = { execute: () => (report ??= reportHealth.execute()) };
      await Promise.all([
        settleNotifications(notifications, atEnd, logger),
        settleFleet(fleetReporter, atEnd, logger),
      ]);
      if (recorder.problem !== undefined && !request.quiet) {
        process.stderr.write(`warning: ${recorder.problem}\n`);
      }
      await logger.close();
    },
  };
}
