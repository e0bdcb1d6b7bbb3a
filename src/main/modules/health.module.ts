import { ContainerModule } from 'inversify';
import { CronerCalendar } from '../../adapters/outbound/calendar/croner-calendar.ts';
import { DatabaseInventory } from '../../application/databases/database-inventory.ts';
import { FleetReadings } from '../../application/fleet/fleet-readings.ts';
import { FleetReporter } from '../../application/fleet/fleet-reporter.ts';
import { HealthMonitor } from '../../application/health/health-monitor.ts';
import { ReportHealth } from '../../application/report-health.ts';
import { BackupDueDates } from '../../application/scheduling/backup-due-dates.ts';
import type { Settings } from '../../settings/settings.ts';
import type { NamedDatabase } from '../../settings/configured-databases.ts';
import { ownRetentionOf } from '../own-policies.ts';
import { toolVersion } from '../runtime.ts';
import { TOKENS } from '../tokens.ts';
import { portsFrom } from './use-cases.module.ts';

export function healthModule(settings: Settings, databases: readonly NamedDatabase[]): ContainerModule {
  const policy = { ...settings, databases, retention: settings, ownRetention: ownRetentionOf(databases) };
  return new ContainerModule(({ bind }) => {
    bind(TOKENS.inventory)
      .toResolvedValue(
        (discovery, sourceFiles, store, clock) =>
          new DatabaseInventory({ discovery, sourceFiles, store, clock }, policy),
        [TOKENS.discovery, TOKENS.sourceFiles, TOKENS.store, TOKENS.clock],
      )
      .inSingletonScope();
    // One instance: it remembers the disk space of earlier reports.
    bind(TOKENS.reportHealth)
      .toDynamicValue((context) => {
        const deliveries = context.get(TOKENS.notifications);
        const dueDates = new BackupDueDates({ calendar: new CronerCalendar() }, policy);
        return new ReportHealth({ ...portsFrom(context), deliveries, dueDates }, policy);
      })
      .inSingletonScope();
    bind(TOKENS.fleetReporter)
      .toResolvedValue(
        (stores, clock, logger) =>
          new FleetReporter(
            { stores, clock, logger },
            { host: settings.hostName, toolVersion: toolVersion(), maxAgeHours: settings.maxAgeHours },
          ),
        [TOKENS.stores, TOKENS.clock, TOKENS.logger],
      )
      .inSingletonScope();
    bind(TOKENS.fleetReadings)
      .toResolvedValue(
        ({ reportFleet }, clock) => new FleetReadings({ reportFleet, clock }),
        [TOKENS.useCases, TOKENS.clock],
      )
      .inSingletonScope();
    bind(TOKENS.healthMonitor)
      .toResolvedValue(
        (reportHealth, clock, logger, inventory) =>
          new HealthMonitor({ reportHealth, clock, logger, inventory }, settings),
        [TOKENS.reportHealth, TOKENS.clock, TOKENS.logger, TOKENS.inventory],
      )
      .inSingletonScope();
  });
}
