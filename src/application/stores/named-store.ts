import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import type { RetentionPolicies, RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { FleetRecords } from '../ports/fleet-records.ts';
import type { BackupStore } from '../ports/backup-store.ts';

/** `directory`: on this machine or a mounted share. */
export type StoreType = 'directory' | 's3' | 'sftp';

/** A configured store. The first one of a list is the primary store: its backups decide what is due and what is kept. */
export interface NamedStore {
  /** `local` is the store of `backup_dir`. */
  readonly name: string;
  readonly type: StoreType;
  readonly store: BackupStore;
  /** The records of all hosts that use it; absent in a directory. */
  readonly fleetRecords?: FleetRecords | undefined;
  /** Its own policy; absent: the common one. */
  readonly retention?: RetentionPolicy | undefined;
  /** Whether retention runs on it after each backup; absent: as the common setting says. */
  readonly cleanupAfterCreate?: boolean | undefined;
}

/** On another machine: its copies count as off-site. */
export function isRemote({ type }: Pick<NamedStore, 'type'>): boolean {
  return type !== 'directory';
}

/** A store's own retention replaces the common one and those of the databases. */
export function retentionIn<P extends RetentionPolicies>({ retention }: NamedStore, policies: P): P {
  return retention === undefined ? policies : { ...policies, retention, ownRetention: new Map() };
}

/** @throws UsageException no store has this name */
export function storeNamed(stores: readonly NamedStore[], name: string): NamedStore {
  const found = stores.find((store) => store.name === name);
  if (found !== undefined) return found;
  throw new UsageException(`there is no store ${JSON.stringify(name)}`, {
    hint: `Use one of these: ${stores.map((store) => store.name).join(', ')}. The setting stores has them.`,
    details: { store: name },
  });
}
