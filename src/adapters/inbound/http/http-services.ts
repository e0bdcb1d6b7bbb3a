import type { UseCases } from '../../../application/use-cases.ts';
import type { EventFeed } from '../../../application/events/event-feed.ts';
import type { FleetReadings } from '../../../application/fleet/fleet-readings.ts';
import type { HealthMonitor } from '../../../application/health/health-monitor.ts';
import type { JobRegistry } from '../../../application/jobs/job-registry.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { Metrics } from '../../../application/ports/metrics.ts';
import type { CalendarReport, ReportCalendarCommand } from '../../../application/report-calendar.ts';
import type { DatabasesReport } from '../../../application/report-databases.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';
import type { DatabaseRef } from '../../../domain/databases/database-ref.ts';

type SharedUseCases = Pick<
  UseCases,
  | 'acknowledgeAnomaly'
  | 'backUpAll'
  | 'cleanupBackups'
  | 'copyBackups'
  | 'createBackup'
  | 'findCopy'
  | 'inStore'
  | 'listBackups'
  | 'planRestore'
  | 'reportHistory'
  | 'reportRun'
  | 'reportStatistics'
  | 'restoreBackup'
  | 'streamBackup'
  | 'syncStores'
  | 'testStores'
  | 'undoRestore'
>;

export interface HttpServices extends SharedUseCases {
  readonly defaultVerificationLevel: VerificationLevel;
  readonly healthMonitor: Pick<HealthMonitor, 'latest' | 'refresh'>;
  readonly reportDatabases: { execute(): Promise<DatabasesReport> };
  readonly reportCalendar: { execute(command: ReportCalendarCommand): Promise<CalendarReport> };
  readonly fleet: Pick<FleetReadings, 'read' | 'refreshWithin'>;
  readonly jobs: Pick<JobRegistry, 'start' | 'get' | 'list' | 'cancel'>;
  readonly events: Pick<EventFeed, 'subscribe' | 'lastEventId'>;
  readonly metrics: Pick<Metrics, 'render' | 'observeRequest'>;
  /** Configured and discovered databases, the only targets of a restore. Read it at each request: it changes. */
  readonly databases: readonly DatabaseRef[];
  /** Every effective setting, secrets masked. */
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly source: string }[];
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}
