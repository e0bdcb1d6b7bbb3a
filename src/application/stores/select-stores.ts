import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import { storeNamed, type NamedStore } from './named-store.ts';

/** Which stores a use case reads. */
export interface StoreSelection {
  /** Only this store; `undefined`: all. */
  readonly store?: string | undefined;
  /** The backups of this host in the store; `undefined`: those of this host. */
  readonly host?: string | undefined;
}

/**
 * Opens a store for the backups of another host.
 * @throws BackupNotFoundException the store has no backups of this host; the details have the known hosts
 */
export type StoreOfHost = (named: NamedStore, host: string) => Promise<NamedStore>;

export interface StoreSelectionPorts {
  readonly stores: readonly NamedStore[];
  readonly storeOfHost: StoreOfHost;
}

/** @throws UsageException no store has this name, or a host is named without a store */
export async function selectStores(
  { stores, storeOfHost }: StoreSelectionPorts,
  { store, host }: StoreSelection,
): Promise<readonly NamedStore[]> {
  const selected = store === undefined ? stores : [storeNamed(stores, store)];
  if (host === undefined) return selected;
  if (store !== undefined) return Promise.all(selected.map(async (named) => storeOfHost(named, host)));
  throw new UsageException(`the host ${host} is named without a store`, {
    hint: 'Name the store that has its backups: --store NAME.',
    details: { host },
  });
}
