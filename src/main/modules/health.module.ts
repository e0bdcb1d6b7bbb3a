import { ContainerModule } from 'inversify';
import { CronerCalendar } from '../../adapters/outbound/calendar/croner-calendar.ts';
import { DatabaseInventory } from '../../application/databases/database-inventory.ts';
import { HealthMonitor } from '../../application/health/health-monitor.ts';
import { ReportHealth } from '../../application/report-health.ts';
import { BackupDueDates } from '../../application/scheduling/backup-due-dates.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import { TOKENS } from '../tokens.ts';

export function healthModule(settings: Settings, databases: readonly NamedDatabase[]): ContainerModule {
  const policy = { ...settings, databases };
  const { store, sourceFiles, clock, history, recorder } = TOKENS;
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.inventory)
      .toResolvedValue(
        (discovery, theSourceFiles, theStore, theClock) =>
          new DatabaseInventory(
            { discovery, sourceFiles: theSourceFiles, store: theStore, clock: theClock },
            policy,
          ),
        [TOKENS.discovery, sourceFiles, store, clock],
      )
      .inSingletonScope();
    // One instance: it remembers the disk space of earlier reports.
    bind(TOKENS.reportHealth)
      .toResolvedValue(
        (
          theStore,
          staging,
          theSourceFiles,
          diskSpace,
          theClock,
          anomalies,
          quarantine,
          theHistory,
          theRecorder,
          inventory,
          deliveries,
          restoreRecords,
        ) =>
          new ReportHealth(
            {
              store: theStore,
              staging,
              sourceFiles: theSourceFiles,
              diskSpace,
              clock: theClock,
              anomalies,
              quarantine,
              history: theHistory,
              recorder: theRecorder,
              inventory,
              deliveries,
              restoreRecords,
              dueDates: new BackupDueDates({ calendar: new CronerCalendar() }, policy),
            },
            policy,
          ),
        [
          store,
          TOKENS.staging,
          sourceFiles,
          TOKENS.diskSpace,
          clock,
          TOKENS.anomalies,
          TOKENS.quarantine,
          history,
          recorder,
          TOKENS.inventory,
          TOKENS.notifications,
          TOKENS.restoreRecords,
        ],
      )
      .inSingletonScope();
    bind(TOKENS.healthMonitor)
      .toResolvedValue(
        (reportHealth, theClock, logger, inventory) =>
          new HealthMonitor({ reportHealth, clock: theClock, logger, inventory }, settings),
        [TOKENS.reportHealth, clock, TOKENS.logger, TOKENS.inventory],
      )
      .inSingletonScope();
  });
}
