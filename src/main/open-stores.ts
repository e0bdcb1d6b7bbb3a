import { join } from 'node:path';
import { storeOfHost } from '../adapters/outbound/backup-store/backups-of-host.ts';
import { FilesystemBackupStore } from '../adapters/outbound/backup-store/filesystem-backup-store.ts';
import { ObjectBackupStore } from '../adapters/outbound/backup-store/object-backup-store.ts';
import { SystemClock } from '../adapters/outbound/clock/system-clock.ts';
import { DirectoryGate } from '../adapters/outbound/files/directory-gate.ts';
import { expectStore } from '../adapters/outbound/files/known-stores.ts';
import { ObjectFleetRecords } from '../adapters/outbound/fleet-records/object-fleet-records.ts';
import type { ObjectStorage } from '../adapters/outbound/object-storage/object-storage.ts';
import { S3ObjectStorage } from '../adapters/outbound/object-storage/s3-object-storage.ts';
import { SftpObjectStorage } from '../adapters/outbound/object-storage/sftp-object-storage.ts';
import { UploadLimit } from '../adapters/outbound/object-storage/upload-limit.ts';
import type { BackupStore } from '../application/ports/backup-store.ts';
import type { NamedStore } from '../application/stores/named-store.ts';
import type { StoreOfHost } from '../application/stores/select-stores.ts';
import type { Settings } from '../settings/settings.ts';
import type { DirectoryStoreSettings, S3StoreSettings, SftpStoreSettings } from '../settings/stores.ts';

/** The stores of the setting `stores`. Nothing is connected before the first use. */
export function openStores(settings: Settings): readonly NamedStore[] {
  const { uploadLimitBytesPerSecond: bytesPerSecond } = settings;
  const uploadLimit = bytesPerSecond === 0 ? undefined : new UploadLimit({ bytesPerSecond });
  return settings.stores.map((store) => {
    const { name, type, retention, cleanupAfterCreate } = store;
    const common = { name, type, retention, cleanupAfterCreate };
    return type === 'directory'
      ? { ...common, store: openDirectory(store, settings) }
      : { ...common, ...openRemote(store, settings, uploadLimit) };
  });
}

/** Opens a store for the backups of another host. */
export const openStoreOfHost: StoreOfHost = async (named, host) => ({
  ...named,
  store: await storeOfHost(named.store, host),
});

/** Before the first use: a directory that was used before must not be created anew on the mount point of its disk. */
export async function expectStores(
  { backupDir, backupDirMustExist, stores }: Settings,
  recordFolder: string | undefined,
): Promise<void> {
  await expectStore(backupDir, { mustExist: backupDirMustExist, recordFolder });
  for (const store of stores) {
    if (store.type === 'directory')
      await expectStore(store.path, { mustExist: store.mustExist, recordFolder });
  }
}

function openDirectory({ path }: DirectoryStoreSettings, settings: Settings): BackupStore {
  // A hung share must block neither the other stores nor this process.
  const gate = new DirectoryGate(path, new SystemClock(), settings);
  return gate.guard(new FilesystemBackupStore(path, settings.chunkSizeBytes));
}

function openRemote(
  store: S3StoreSettings | SftpStoreSettings,
  { hostName, stateDir }: Settings,
  uploadLimit: UploadLimit | undefined,
): Pick<NamedStore, 'store' | 'fleetRecords'> {
  const storage = openStorage(store);
  return {
    store: new ObjectBackupStore(storage, {
      host: hostName,
      cacheFile: join(stateDir, `catalogue-${store.name}.json`),
      uploadLimit,
    }),
    fleetRecords: new ObjectFleetRecords(storage, { cacheFile: join(stateDir, `fleet-${store.name}.json`) }),
  };
}

function openStorage(store: S3StoreSettings | SftpStoreSettings): ObjectStorage {
  if (store.type === 'sftp') return new SftpObjectStorage(store);
  const { credentials, ...options } = store;
  return new S3ObjectStorage({ ...options, ...credentials });
}
