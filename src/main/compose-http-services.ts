import type { Container } from 'inversify';
import type { HttpServices } from '../adapters/inbound/http/http-services.ts';
import { CronerCalendar } from '../adapters/outbound/calendar/croner-calendar.ts';
import type { EventFeed } from '../application/events/event-feed.ts';
import type { JobRegistry } from '../application/jobs/job-registry.ts';
import type { Metrics } from '../application/ports/metrics.ts';
import { ReportCalendar } from '../application/report-calendar.ts';
import { ReportDatabases } from '../application/report-databases.ts';
import { plannedTasks } from '../application/scheduling/planned-tasks.ts';
import { ownRetentionOf } from './own-policies.ts';
import { toolVersion } from './runtime.ts';
import { schedulableDatabases } from './schedulable-databases.ts';
import type { Settings } from '../settings/settings.ts';
import { TOKENS } from './tokens.ts';

/** Parts of the running service that are not in the container. */
export interface ServiceParts {
  readonly settings: Settings;
  readonly jobs: JobRegistry;
  readonly events: EventFeed;
  readonly metrics: Metrics;
  /** The databases known now: they come and go. */
  readonly databases: () => HttpServices['databases'];
}

export function composeHttpServices(container: Container, parts: ServiceParts): HttpServices {
  const { settings, jobs, events, metrics } = parts;
  return {
    ...container.get(TOKENS.useCases),
    defaultVerificationLevel: settings.verifySchedule.level,
    fleet: container.get(TOKENS.fleetReadings),
    healthMonitor: container.get(TOKENS.healthMonitor),
    reportDatabases: reportDatabases(container, parts),
    reportCalendar: reportCalendar(container, parts),
    jobs,
    events,
    metrics,
    get databases() {
      return parts.databases();
    },
    settings: settings.provenance,
    version: toolVersion(),
    clock: container.get(TOKENS.clock),
    logger: container.get(TOKENS.logger),
  };
}

function reportDatabases(container: Container, { settings, databases }: ServiceParts): ReportDatabases {
  return new ReportDatabases(
    {
      healthMonitor: container.get(TOKENS.healthMonitor),
      calendar: new CronerCalendar(),
      clock: container.get(TOKENS.clock),
    },
    {
      ...settings,
      retention: settings,
      ownRetention: ownRetentionOf(container.get(TOKENS.databases)),
      tasks: () => plannedTasks(schedulableDatabases(databases(), settings), settings),
    },
  );
}

function reportCalendar(container: Container, { settings, databases }: ServiceParts): ReportCalendar {
  return new ReportCalendar(
    {
      store: container.get(TOKENS.store),
      history: container.get(TOKENS.history),
      recorder: container.get(TOKENS.recorder),
      clock: container.get(TOKENS.clock),
    },
    { timeZone: settings.timeZone, databases },
  );
}
