import type { ServiceIdentifier } from 'inversify';
import type { DatabaseInventory } from '../application/databases/database-inventory.ts';
import type { FleetReadings } from '../application/fleet/fleet-readings.ts';
import type { FleetReporter } from '../application/fleet/fleet-reporter.ts';
import type { HealthMonitor } from '../application/health/health-monitor.ts';
import type { Notifications } from '../application/notifications/notifications.ts';
import type { TestNotifications } from '../application/notifications/test-notifications.ts';
import type { AnomalyStore } from '../application/ports/anomaly-store.ts';
import type { ArtifactExtractor } from '../application/ports/artifact-extractor.ts';
import type { BackupStore } from '../application/ports/backup-store.ts';
import type { Clock } from '../application/ports/clock.ts';
import type { DatabaseDiscovery } from '../application/ports/database-discovery.ts';
import type { DatabaseInspector } from '../application/ports/database-inspector.ts';
import type { DatabaseProbe } from '../application/ports/database-probe.ts';
import type { DatabaseRestorer } from '../application/ports/database-restorer.ts';
import type { DatabaseSnapshotter } from '../application/ports/database-snapshotter.ts';
import type { DiskSpace } from '../application/ports/disk-space.ts';
import type { EncryptionKeys } from '../application/ports/encryption-keys.ts';
import type { InPlaceRestorer } from '../application/ports/in-place-restorer.ts';
import type { NotificationRecord } from '../application/ports/notification-record.ts';
import type { Notifier } from '../application/ports/notifier.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { OperationLock } from '../application/ports/operation-lock.ts';
import type { PageTables } from '../application/ports/page-tables.ts';
import type { RunHistory } from '../application/ports/run-history.ts';
import type { RestoreRecords } from '../application/ports/restore-records.ts';
import type { Quarantine } from '../application/ports/quarantine.ts';
import type { RunLog } from '../application/ports/run-log.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import type { SourceFiles } from '../application/ports/source-files.ts';
import type { StagingArea } from '../application/ports/staging-area.ts';
import type { ReportHealth } from '../application/report-health.ts';
import type { NamedStore } from '../application/stores/named-store.ts';
import type { UseCases } from '../application/use-cases.ts';
import type { RunCoordinator } from '../application/runs/run-coordinator.ts';
import type { RunRecorder } from '../application/runs/run-recorder.ts';
import type { NamedDatabase } from '../settings/configured-databases.ts';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(name);
}

export const TOKENS = {
  logger: token<Logger>('Logger'),
  listeners: token<readonly RunListener[]>('RunListeners'),
  history: token<RunHistory>('RunHistory'),
  recorder: token<RunRecorder>('RunRecorder'),
  runLog: token<RunLog>('RunLog'),
  notifiers: token<readonly Notifier[]>('Notifiers'),
  notificationRecord: token<NotificationRecord>('NotificationRecord'),
  notifications: token<Notifications>('Notifications'),
  testNotifications: token<TestNotifications>('TestNotifications'),
  databases: token<readonly NamedDatabase[]>('NamedDatabases'),
  clock: token<Clock>('Clock'),
  sourceFiles: token<SourceFiles>('SourceFiles'),
  diskSpace: token<DiskSpace>('DiskSpace'),
  store: token<BackupStore>('BackupStore'),
  stores: token<readonly NamedStore[]>('NamedStores'),
  quarantine: token<Quarantine>('Quarantine'),
  anomalies: token<AnomalyStore>('AnomalyStore'),
  pageTables: token<PageTables>('PageTables'),
  staging: token<StagingArea>('StagingArea'),
  encryptionKeys: token<EncryptionKeys>('EncryptionKeys'),
  extractor: token<ArtifactExtractor>('ArtifactExtractor'),
  restorer: token<DatabaseRestorer>('DatabaseRestorer'),
  inPlaceRestorer: token<InPlaceRestorer>('InPlaceRestorer'),
  restoreRecords: token<RestoreRecords>('RestoreRecords'),
  snapshotter: token<DatabaseSnapshotter>('DatabaseSnapshotter'),
  inspector: token<DatabaseInspector>('DatabaseInspector'),
  probe: token<DatabaseProbe>('DatabaseProbe'),
  discovery: token<DatabaseDiscovery>('DatabaseDiscovery'),
  inventory: token<DatabaseInventory>('DatabaseInventory'),
  healthMonitor: token<HealthMonitor>('HealthMonitor'),
  lock: token<OperationLock>('OperationLock'),
  useCases: token<UseCases>('UseCases'),
  fleetReadings: token<FleetReadings>('FleetReadings'),
  fleetReporter: token<FleetReporter>('FleetReporter'),
  coordinator: token<RunCoordinator>('RunCoordinator'),
  reportHealth: token<ReportHealth>('ReportHealth'),
} as const;
