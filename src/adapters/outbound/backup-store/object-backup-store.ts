import type {
  BackupStore,
  ManifestDraft,
  OpenArtifact,
  StoreCheck,
} from '../../../application/ports/backup-store.ts';
import { formatBackupName, parseBackupName } from '../../../domain/backup/backup-name.ts';
import { newestFirst, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import { linkChains } from '../../../domain/backup/chain.ts';
import { isDatabaseName } from '../../../domain/backup/database-name.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { notTheSameBackup } from '../../../domain/backup/same-backup.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { StoreException, type StoreProblem } from '../../../domain/exceptions/store-exception.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { hostOfPart, hostPart } from '../object-storage/host-keys.ts';
import type { ObjectStorage } from '../object-storage/object-storage.ts';
import { commitObjects, removeObjects, sweepObjects, uploadData, writeState } from './backup-objects.ts';
import { checkedBytes, isCopyOf, isLostCopyOf } from './copies.ts';
import { ObjectCatalogue } from './object-catalogue.ts';
import { manifestKey, stateKey } from './object-keys.ts';
import { publishedBackup } from './record-files.ts';
import { testObjects } from './self-test.ts';
import { LOCAL_STAGED_FILES, type StagedFiles } from './staged-files.ts';

/** A sweep that fails for these reasons does not stop a backup: the storage can be used without it. */
const PASSING: readonly StoreProblem[] = ['permission', 'protected', 'busy', 'other'];
const PASSING_FAILURES: ReadonlySet<string> = new Set(PASSING);

export interface ObjectBackupStoreOptions {
  /** The host whose backups these are. */
  readonly host: string;
  /** Default: files on this machine's disk. */
  readonly staged?: StagedFiles;
  /**
   * Absolute path of a file that saves requests in the next process; it can be deleted at any
   * time. Default: none.
   */
  readonly cacheFile?: string | undefined;
  /** Default: none. */
  readonly uploadLimit?: { slowed(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> } | undefined;
}

interface Draft {
  readonly draft: ManifestDraft;
  readonly state: BackupState;
  readonly signal: AbortSignal;
}

/**
 * Backups as objects on another machine, below `<host>/<database>/`: the data `<filename>`, its manifest
 * `<filename>.json` and its state `<filename>.state.json`.
 *
 * The manifest is written last and removed first: a backup exists while its manifest does. A run that was killed leaves
 * at most data without a manifest. It is never listed, and removed when it is older than a day.
 */
export class ObjectBackupStore implements BackupStore {
  readonly location: string;
  readonly host: string;
  readonly #storage: ObjectStorage;
  readonly #options: ObjectBackupStoreOptions;
  readonly #part: string;
  readonly #catalogue: ObjectCatalogue;
  #firstSweep: Promise<void> | undefined;

  /** @throws ConfigurationException the host has no name */
  constructor(storage: ObjectStorage, options: ObjectBackupStoreOptions) {
    this.#part = hostPart(options.host);
    this.host = options.host;
    this.location = `${storage.location}/${this.#part}`;
    this.#storage = storage;
    this.#options = options;
    this.#catalogue = new ObjectCatalogue(storage, options.cacheFile);
  }

  /** The same storage with the backups of another host: a new machine restores what the old one backed up. */
  withHost(host: string): ObjectBackupStore {
    return new ObjectBackupStore(this.#storage, { ...this.#options, host, cacheFile: undefined });
  }

  /** The hosts with backups in the storage, sorted by name. Lists all objects of the storage. */
  async hosts(): Promise<readonly string[]> {
    const hosts = new Set<string>();
    for await (const { key } of this.#storage.list('')) {
      const [part = '', ...rest] = key.split('/');
      const host = rest.length === 2 ? hostOfPart(part) : undefined;
      if (host !== undefined) hosts.add(host);
    }
    return [...hosts].sort();
  }

  async list({ database }: { readonly database?: string | undefined } = {}): Promise<readonly Backup[]> {
    if (database !== undefined && !isDatabaseName(database)) return [];
    const folder = database === undefined ? this.#part : `${this.#part}/${database}`;
    const found = await this.#catalogue.list(`${folder}/`);
    const isWanted = (backup: Backup): boolean => database === undefined || backup.database === database;
    return linkChains(found.filter(isWanted).sort(newestFirst));
  }

  async publish(
    stagedPath: string,
    draft: ManifestDraft,
    state: BackupState,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Backup> {
    signal.throwIfAborted();
    const staged = this.#options.staged ?? LOCAL_STAGED_FILES;
    const artifact = await staged.open(stagedPath);
    try {
      await this.#sweepOnce();
      const backup = await this.#publish(artifact, { draft, state, signal });
      await staged.remove(stagedPath);
      return backup;
    } finally {
      await artifact.close();
    }
  }

  async place(
    manifest: Manifest,
    state: BackupState,
    artifact: OpenArtifact,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Backup> {
    const { filename } = manifest;
    const key = this.#keyOf(manifest);
    const location = `${this.#storage.location}/${key}`;
    const present = await this.#catalogue.find({ key, filename });
    if (present !== undefined && isCopyOf(present, manifest)) return present;
    const isLost = present !== undefined && isLostCopyOf(present, manifest);
    if (present !== undefined && !isLost) throw notTheSameBackup(present);
    signal.throwIfAborted();
    await this.#sweepOnce();
    const objects = { key, manifest, bytes: this.#bytesOf(artifact, manifest, signal), signal };
    if (isLost) {
      const { modifiedAt } = await uploadData(this.#storage, objects);
      return publishedBackup({ manifest, state: present.state, location, modifiedAt });
    }
    // An interrupted copy may have left data. Some servers keep the parts of a replaced object: remove it first.
    if (await this.#exists(key)) await this.#storage.remove(key);
    const backup = await commitObjects(this.#storage, { ...objects, state });
    if (backup === undefined) throw notTheSameBackup({ filename, location });
    return backup;
  }

  async open(backup: Backup): Promise<OpenArtifact> {
    const artifact = await this.#storage.open(this.#keyOf(backup));
    if (artifact === undefined) throw gone(backup);
    return artifact;
  }

  localPath(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  owns(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async saveState(backup: Backup, state: BackupState): Promise<Backup> {
    const key = this.#keyOf(backup);
    if ((await this.#storage.read(manifestKey(key))) === undefined) throw gone(backup);
    await writeState(this.#storage, key, backup, state);
    return { ...backup, state };
  }

  /** @throws UsageException always: without a manifest an object is not a backup here */
  async adopt({ filename }: Backup): Promise<Backup> {
    throw new UsageException(`cannot adopt ${filename} in ${this.location}: adopt works in a directory`, {
      hint: 'Adopt the file in a store of type directory, then copy the backup to this store.',
      details: { filename, location: this.location },
    });
  }

  async remove(backup: Backup): Promise<void> {
    await removeObjects(this.#storage, this.#keyOf(backup));
  }

  /** Removes what killed runs have left: unfinished uploads, and data without a manifest that is older than a day. */
  async sweep(): Promise<void> {
    await this.#storage.removeUnfinishedUploads();
    await sweepObjects(this.#storage, `${this.#part}/`);
  }

  async test(): Promise<readonly StoreCheck[]> {
    return testObjects(this.#storage, this.#part, async () => (await this.list()).length);
  }

  async #publish(artifact: OpenArtifact, { draft, state, signal }: Draft): Promise<Backup> {
    for (;;) {
      const manifest = { ...draft, filename: await this.#freeName(draft) };
      const bytes = this.#bytesOf(artifact, manifest, signal);
      const key = this.#keyOf(manifest);
      const backup = await commitObjects(this.#storage, { key, manifest, state, bytes, signal });
      if (backup !== undefined) return backup;
    }
  }

  #bytesOf(artifact: OpenArtifact, manifest: Manifest, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const bytes = checkedBytes(artifact, manifest, signal);
    return this.#options.uploadLimit?.slowed(bytes) ?? bytes;
  }

  /** The draft's first name that no object uses. */
  async #freeName(draft: ManifestDraft): Promise<string> {
    const first = this.#keyOf({ filename: formatBackupName({ ...draft, ordinal: 1 }) });
    const taken = new Set<string>();
    for await (const { key } of this.#storage.list(first.slice(0, first.lastIndexOf('.db')))) taken.add(key);
    for (let ordinal = 1; ; ordinal += 1) {
      const filename = formatBackupName({ ...draft, ordinal });
      const key = this.#keyOf({ filename });
      if (![key, manifestKey(key), stateKey(key)].some((each) => taken.has(each))) return filename;
    }
  }

  /** @throws UsageException the name would lead elsewhere */
  #keyOf({ filename }: { readonly filename: string }): string {
    const database = parseBackupName(filename)?.database;
    if (database !== undefined) return `${this.#part}/${database}/${filename}`;
    throw new UsageException(`${filename} is not the name of a backup`, {
      hint: 'Adopt the file in a store of type directory: it gets the name of a backup.',
      details: { filename },
    });
  }

  async #exists(key: string): Promise<boolean> {
    const artifact = await this.#storage.open(key);
    await artifact?.close();
    return artifact !== undefined;
  }

  async #sweepOnce(): Promise<void> {
    this.#firstSweep ??= this.sweep();
    await this.#firstSweep.catch((error: unknown) => {
      const reason = error instanceof StoreException ? error.details['reason'] : undefined;
      if (typeof reason === 'string' && PASSING_FAILURES.has(reason)) return;
      this.#firstSweep = undefined;
      throw error;
    });
  }
}

function gone({ filename, location }: Backup): BackupNotFoundException {
  return new BackupNotFoundException(`no backup at ${location}`, {
    hint: 'It was removed meanwhile. List the backups: backup-manager list.',
    details: { filename, location },
  });
}
