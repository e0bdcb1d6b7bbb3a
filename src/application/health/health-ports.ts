import type { DatabaseRef } from '../../domain/databases/database-ref.ts';
import type { DiskLimits } from '../../domain/health/system-resources-health.ts';
import type { DatabaseInventory } from '../databases/database-inventory.ts';
import type { DeliveryFailures } from './delivery-failures.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { SourceFiles } from '../ports/source-files.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { BackupDueDates } from '../scheduling/backup-due-dates.ts';
import type { NamedStore } from '../stores/named-store.ts';
import type { ComparePolicy } from './compare-stores.ts';

export interface HealthPolicy extends DiskLimits, ComparePolicy {
  /** The configured databases; without any, those that have backups are watched. */
  readonly databases: readonly DatabaseRef[];
}

export interface HealthPorts {
  readonly store: BackupStore;
  /** `store` is the first one. */
  readonly stores: readonly NamedStore[];
  readonly staging: StagingArea;
  readonly sourceFiles: SourceFiles;
  readonly diskSpace: DiskSpace;
  readonly clock: Clock;
  readonly anomalies: AnomalyStore;
  readonly quarantine: Quarantine;
  readonly history: Pick<RunHistory, 'read'>;
  /** The recorder of this process. */
  readonly recorder: { readonly problem: string | undefined };
  /** Absent without a schedule. */
  readonly dueDates?: BackupDueDates | undefined;
  /** Absent without notifications. */
  readonly deliveries?: DeliveryFailures | undefined;
  /** Absent where nothing is restored in place. */
  readonly restoreRecords?: Pick<RestoreRecords, 'list'> | undefined;
  /** Absent where only the databases of the policy exist. */
  readonly inventory?: Pick<DatabaseInventory, 'latest'> | undefined;
}
