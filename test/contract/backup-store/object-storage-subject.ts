import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ObjectBackupStore } from '../../../src/adapters/outbound/backup-store/object-backup-store.ts';
import type { ObjectStorage } from '../../../src/adapters/outbound/object-storage/object-storage.ts';
import { parseBackupName } from '../../../src/domain/backup/backup-name.ts';
import { makeFolder, removeFolder } from '../../support/database-fixtures.ts';
import type { BackupStoreSubject } from './backup-store.contract.ts';

const HOST = 'box.example';
const RECORD_ENDING = /(?:\.state)?\.json$/;

/** How a test makes a storage fail. */
export interface StorageFaults {
  refuseWrites(): Promise<void>;
  refuseRemoval(): Promise<void>;
  dispose(): Promise<void>;
}

/** A store on any object storage, without objects. */
export async function createObjectStorageSubject(
  storage: ObjectStorage,
  faults: StorageFaults,
): Promise<BackupStoreSubject> {
  const folder = await makeFolder();
  let staged = 0;
  const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
  return {
    createStore: () => new ObjectBackupStore(storage, { host: HOST }),
    stage: async (content) => {
      staged += 1;
      const path = join(folder, `staged-${String(staged)}`);
      await writeFile(path, content);
      return path;
    },
    isStaged: (path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    read: async (name) => decode(await storage.read(keyOf(name))),
    write: (name, content) => storage.write(keyOf(name), new TextEncoder().encode(content)),
    remove: (name) => storage.remove(keyOf(name)),
    files: async () => {
      const names = [];
      for await (const { key } of storage.list('')) names.push(key.slice(key.lastIndexOf('/') + 1));
      return names.sort();
    },
    refuseWrites: () => faults.refuseWrites(),
    refuseRemoval: () => faults.refuseRemoval(),
    dispose: async () => {
      await faults.dispose();
      await removeFolder(folder);
    },
  };
}

export function keyOf(name: string): string {
  const database = parseBackupName(name.replace(RECORD_ENDING, ''))?.database ?? 'unknown';
  return `${HOST}/${database}/${name}`;
}
