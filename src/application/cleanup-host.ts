import type { Backup } from '../domain/backup/backup.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { pausedRetentionReason } from '../domain/fleet/paused-retention.ts';
import type { FleetRecord } from '../domain/fleet/fleet-record.ts';
import type { CleanupBackups, CleanupBackupsCommand } from './cleanup-backups.ts';
import type { CleanupStoresResult } from './cleanup-stores.ts';
import type { PausedRetention } from './retention/retention-planner.ts';
import type { CancelOptions } from './runs/run-coordinator.ts';
import { isRemote, storeNamed, type NamedStore } from './stores/named-store.ts';
import type { StoreSelectionPorts } from './stores/select-stores.ts';

export interface CleanupHostCommand extends CleanupBackupsCommand {
  readonly store: string;
  readonly host: string;
}

export interface CleanupHostPorts extends StoreSelectionPorts {
  readonly cleanupOf: (
    named: NamedStore,
    pausedRetention: PausedRetention,
  ) => Pick<CleanupBackups, 'execute'>;
}

/**
 * Applies retention to the backups of another host, which may not remove its own. Its anomalies pause retention here
 * too: they are in its record.
 */
export class CleanupHost {
  readonly #ports: CleanupHostPorts;

  constructor(ports: CleanupHostPorts) {
    this.#ports = ports;
  }

  /**
   * @throws UsageException no store has this name, or the host has no readable record in it
   * @throws BackupNotFoundException the store has no backups of this host
   * @throws as CleanupBackups
   */
  async execute(
    { store, host, ...command }: CleanupHostCommand,
    options: CancelOptions = {},
  ): Promise<CleanupStoresResult> {
    const { stores, storeOfHost, cleanupOf } = this.#ports;
    const named = storeNamed(stores, store);
    const ofHost = await storeOfHost(named, host);
    const record = await named.fleetRecords?.find(host);
    if (record === undefined) throw withoutRecord(named, host);
    const reasons = pausedReasons(record, await ofHost.store.list(command));
    const cleanup = cleanupOf(ofHost, (database) => reasons.get(database));
    const { removed, kept, failed, checked, ...rest } = await cleanup.execute(command, options);
    const inStore = <Row>(rows: readonly Row[]) => rows.map((row) => ({ ...row, store }));
    return {
      ...{ removed: inStore(removed), kept: inStore(kept), failed: inStore(failed) },
      ...{ checked: inStore(checked), storeFailures: [], ...rest },
    };
  }
}

function pausedReasons(record: FleetRecord, backups: readonly Backup[]): ReadonlyMap<string, string> {
  const databases = new Set(backups.flatMap(({ database }) => database ?? []));
  return new Map(
    [...databases].flatMap((database) => {
      const ofDatabase = backups.filter((backup) => backup.database === database);
      const reason = pausedRetentionReason(record, database, ofDatabase);
      return reason === undefined ? [] : [[database, reason] as const];
    }),
  );
}

function withoutRecord({ name, type }: NamedStore, host: string): UsageException {
  return new UsageException(`the host ${host} has no readable record in the store ${name}`, {
    hint: isRemote({ type })
      ? `It is unknown whether its retention is paused. Run a backup on ${host} with this version, which writes the record.`
      : 'Hosts write their records into stores of the types s3 and sftp only.',
    details: { store: name, host },
  });
}
