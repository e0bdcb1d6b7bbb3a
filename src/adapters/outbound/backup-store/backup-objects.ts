import type { Backup, BackupState } from '../../../domain/backup/backup.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { StoreException } from '../../../domain/exceptions/store-exception.ts';
import { DAY_MS } from '../../../domain/units.ts';
import { formatManifest } from '../files/manifest-document.ts';
import { formatState } from '../files/state-document.ts';
import type { ObjectStorage, StoredObject } from '../object-storage/object-storage.ts';
import { mapLimited, PARALLEL_REQUESTS } from '../object-storage/limited-parallel.ts';
import { backupObjectsOf, manifestKey, stateKey, type BackupObjects } from './object-keys.ts';
import { hasContent, publishedBackup } from './record-files.ts';

export interface NewObjects {
  /** Of the data file. */
  readonly key: string;
  readonly manifest: Manifest;
  /** The stored bytes, checked against the manifest at the end. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

interface UploadedData {
  /** `undefined` where the listing does not show the new object yet. */
  readonly modifiedAt: Date | undefined;
  /** Another process has written a manifest under this name meanwhile. */
  readonly isTaken: boolean;
}

/**
 * Writes data, state and, as the commit, the manifest. Returns `undefined` when another process has committed a backup
 * under this name meanwhile: its objects stay.
 */
export async function commitObjects(
  storage: ObjectStorage,
  { state, ...objects }: NewObjects & { readonly state: BackupState },
): Promise<Backup | undefined> {
  const { key, manifest, signal } = objects;
  const { isTaken, modifiedAt } = await uploadData(storage, objects);
  if (isTaken) return undefined;
  try {
    if (hasContent(state)) await storage.write(stateKey(key), encoded(formatState(state, manifest.filename)));
    signal.throwIfAborted();
    await storage.write(manifestKey(key), encoded(formatManifest(manifest)));
  } catch (error) {
    await removeObjects(storage, key).catch(() => undefined);
    throw error;
  }
  return publishedBackup({ manifest, state, location: `${storage.location}/${key}`, modifiedAt });
}

/** Uploads only the data, and checks its size on the server. */
export async function uploadData(
  storage: ObjectStorage,
  { key, manifest, bytes, signal }: NewObjects,
): Promise<UploadedData> {
  await storage.upload(key, bytes, manifest.storedBytes, signal);
  try {
    return await uploaded(storage, key, manifest.storedBytes);
  } catch (error) {
    await storage.remove(key).catch(() => undefined);
    throw error;
  }
}

/** The manifest first: without it the rest is not a backup. Stop at a failure: a manifest must not lose its data. */
export async function removeObjects(storage: ObjectStorage, key: string): Promise<void> {
  for (const each of [manifestKey(key), stateKey(key), key]) await storage.remove(each);
}

export async function writeState(
  storage: ObjectStorage,
  key: string,
  { filename }: Backup,
  state: BackupState,
): Promise<void> {
  await storage.write(stateKey(key), encoded(formatState(state, filename)));
}

/** Removes objects below `prefix` that are older than a day by the server's clock and have no manifest. */
export async function sweepObjects(storage: ObjectStorage, prefix: string): Promise<void> {
  const before = (await storage.now()).getTime() - DAY_MS;
  const isOld = (object: StoredObject | undefined) =>
    object === undefined || object.modifiedAt.getTime() < before;
  const leftovers = (await backupObjectsOf(storage.list(prefix))).filter(
    ({ manifest, data, state }) => manifest === undefined && isOld(data) && isOld(state),
  );
  await mapLimited(leftovers, PARALLEL_REQUESTS, (objects) => removeLeftover(storage, objects));
}

async function removeLeftover(storage: ObjectStorage, { key, data, state }: BackupObjects): Promise<void> {
  // Written after the listing.
  if ((await storage.read(manifestKey(key))) !== undefined) return;
  if (state !== undefined) await storage.remove(state.key);
  if (data !== undefined) await storage.remove(key);
}

async function uploaded(storage: ObjectStorage, key: string, sizeBytes: number): Promise<UploadedData> {
  const listed = new Map<string, StoredObject>();
  for await (const object of storage.list(key)) listed.set(object.key, object);
  const isTaken = listed.has(manifestKey(key));
  const data = listed.get(key);
  if (data?.sizeBytes === sizeBytes) return { modifiedAt: data.modifiedAt, isTaken };
  // Some servers list a new object some seconds later.
  const artifact = await storage.open(key);
  await artifact?.close();
  if (artifact?.sizeBytes === sizeBytes) return { modifiedAt: undefined, isTaken };
  const found = artifact === undefined ? 'does not exist' : `has ${String(artifact.sizeBytes)} bytes`;
  throw new StoreException(`${storage.location}/${key} ${found} after ${String(sizeBytes)} were uploaded`, {
    hint: 'Check the log of the server and whether another program writes there, then repeat the backup.',
    details: { location: storage.location, reason: 'other' },
  });
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
