import { storeOfHost } from '../adapters/outbound/backup-store/backups-of-host.ts';
import { FilesystemBackupStore } from '../adapters/outbound/backup-store/filesystem-backup-store.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { DirectoryGate } from '../adapters/outbound/files/directory-gate.ts';
import type { BackupStore } from '../application/ports/backup-store.ts';
import type { StoreOfHost } from '../application/stores/select-stores.ts';
import type { NamedStore } from '../application/stores/named-store.ts';
import { StoreException } from '../domain/exceptions/store-exception.ts';
import type { Settings } from '../settings/settings.ts';
import type { DirectoryStoreSettings, StoreSettings } from '../settings/stores.ts';

/** The stores of the setting `stores`. Nothing is connected before the first use. */
export function openStores(settings: Settings): readonly NamedStore[] {
  return settings.stores.map((store) => {
    const { name, type, retention, cleanupAfterCreate } = store;
    const isRemote = type !== 'directory';
    return { name, retention, cleanupAfterCreate, isRemote, store: openStore(store, settings) };
  });
}

/** Opens a store for the backups of another host. */
export const openStoreOfHost: StoreOfHost = async (named, host) => ({
  ...named,
  store: await storeOfHost(named.store, host),
});

function openStore(store: StoreSettings, settings: Settings): BackupStore {
  if (store.type === 'directory') return openDirectory(store, settings);
  throw new StoreException(`stores of type ${store.type} are not supported`, { hint: 'Use a directory.' });
}

function openDirectory({ path }: DirectoryStoreSettings, settings: Settings): BackupStore {
  // A hung share must block neither the other stores nor this process.
  const gate = new DirectoryGate(path, new SystemClock(), settings);
  return gate.guard(new FilesystemBackupStore(path, settings.chunkSizeBytes));
}
