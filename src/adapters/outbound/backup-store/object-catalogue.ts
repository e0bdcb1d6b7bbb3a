import { compressionOfDataFile, parseBackupName } from '../../../domain/backup/backup-name.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import type { ObjectStorage, StoredObject } from '../object-storage/object-storage.ts';
import { mapLimited, PARALLEL_REQUESTS } from '../object-storage/limited-parallel.ts';
import { RecordCache } from '../object-storage/record-cache.ts';
import { backupObjectsOf, manifestKey, stateKey, type BackupObjects } from './object-keys.ts';
import { backupOf } from './record-files.ts';

interface KnownBackup {
  readonly versions: string;
  readonly backup: Backup;
}

interface RecordTexts {
  readonly manifest: string;
  readonly state: string | undefined;
}

interface DataFacts {
  readonly sizeBytes: number;
  readonly modifiedAt?: Date | undefined;
}

/** The backups of a listing. Unchanged ones need no request of their own. */
export class ObjectCatalogue {
  readonly #storage: ObjectStorage;
  readonly #records: RecordCache;
  /** By key, as they were parsed last: parsing many manifests takes long. */
  readonly #known = new Map<string, KnownBackup>();

  /** @param cacheFile absolute path of the cache for the next process */
  constructor(storage: ObjectStorage, cacheFile: string | undefined) {
    this.#storage = storage;
    this.#records = new RecordCache(storage, cacheFile);
  }

  /** Backups whose keys begin with `prefix`, in any order. Objects without a manifest are not a backup. */
  async list(prefix: string): Promise<readonly Backup[]> {
    const finished = (await backupObjectsOf(this.#storage.list(prefix))).filter(isFinished);
    const backups = await mapLimited(finished, PARALLEL_REQUESTS, (objects) => this.#backup(objects));
    await this.#dropOthers(prefix, finished);
    return backups.filter((backup) => backup !== undefined);
  }

  /** One backup without a listing: a server may list a new object some seconds later. */
  async find({ key, filename }: Pick<BackupObjects, 'key' | 'filename'>): Promise<Backup | undefined> {
    const manifest = decoded(await this.#storage.read(manifestKey(key)));
    if (manifest === undefined) return undefined;
    const state = decoded(await this.#storage.read(stateKey(key)));
    return this.#parse({ key, filename }, { manifest, state }, await this.#dataFacts(key));
  }

  async #backup(objects: FinishedObjects): Promise<Backup | undefined> {
    const { key, data, manifest, state } = objects;
    const versions = JSON.stringify([data?.version, data?.modifiedAt, manifest.version, state?.version]);
    const known = this.#known.get(key);
    if (known?.versions === versions) return known.backup;
    const texts = await this.#texts(objects);
    if (texts === undefined) return undefined;
    // A listing takes several requests: a backup that is published meanwhile can be listed without its data.
    const backup = this.#parse(objects, texts, data ?? (await this.#dataFacts(key)));
    // Listed without its data but present: check it again in the next list.
    if (data !== undefined || backup.isDataMissing) this.#known.set(key, { versions, backup });
    return backup;
  }

  /** `undefined` when the backup was removed after the listing. */
  async #texts({ manifest, state }: FinishedObjects): Promise<RecordTexts | undefined> {
    const manifestText = await this.#records.text(manifest);
    if (manifestText === undefined) return undefined;
    const stateText = state && (await this.#records.text(state));
    const lostState = state !== undefined && stateText === undefined;
    if (lostState && (await this.#storage.read(manifest.key)) === undefined) return undefined;
    return { manifest: manifestText, state: stateText };
  }

  async #dataFacts(key: string): Promise<DataFacts | undefined> {
    const artifact = await this.#storage.open(key);
    await artifact?.close();
    return artifact && { sizeBytes: artifact.sizeBytes };
  }

  #parse(
    { key, filename }: Pick<BackupObjects, 'key' | 'filename'>,
    texts: RecordTexts,
    data: DataFacts | undefined,
  ): Backup {
    const backup = backupOf(
      {
        filename,
        location: `${this.#storage.location}/${key}`,
        compression: compressionOfDataFile(filename) ?? 'none',
      },
      texts,
      { size: data?.sizeBytes ?? 0, mtime: parseBackupName(filename)?.createdAt ?? new Date(0) },
    );
    const found = { ...backup, modifiedAt: data?.modifiedAt };
    return data === undefined ? { ...found, isDataMissing: true } : found;
  }

  async #dropOthers(prefix: string, finished: readonly FinishedObjects[]): Promise<void> {
    const keys = new Set(finished.map(({ key }) => key));
    for (const key of this.#known.keys())
      if (key.startsWith(prefix) && !keys.has(key)) this.#known.delete(key);
    const records = finished.flatMap(({ manifest, state }) => (state ? [manifest, state] : [manifest]));
    await this.#records.keepOnly(prefix, new Set(records.map(({ key }) => key)));
  }
}

type FinishedObjects = BackupObjects & { readonly manifest: StoredObject };

function isFinished(objects: BackupObjects): objects is FinishedObjects {
  return objects.manifest !== undefined;
}

function decoded(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
