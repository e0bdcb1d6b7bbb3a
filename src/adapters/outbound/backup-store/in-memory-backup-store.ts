import type {
  BackupStore,
  ManifestDraft,
  OpenArtifact,
  StoreCheck,
} from '../../../application/ports/backup-store.ts';
import { newestFirst, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import { linkChains } from '../../../domain/backup/chain.ts';
import {
  compressionOfDataFile,
  formatBackupName,
  parseBackupName,
} from '../../../domain/backup/backup-name.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { notTheSameBackup } from '../../../domain/backup/same-backup.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { formatManifest } from '../files/manifest-document.ts';
import { formatState } from '../files/state-document.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { checkedBytes, isCopyOf, isLostCopyOf } from './copies.ts';
import { backupOf } from './record-files.ts';
import { testSteps } from './self-test.ts';

/** Takes a staged artifact out of staging where that is not on the store's own disk. */
type TakeStaged = (stagedPath: string) => Promise<Uint8Array>;

/**
 * Keeps backups as objects without a local path. The objects and their records have keys on an in-memory disk, so that a
 * test can damage them.
 */
export class InMemoryBackupStore implements BackupStore {
  readonly location = 'memory:';
  /** Artifacts that are open now: a test sees that each is closed. */
  openCount = 0;
  /** Local paths that lead into the store; a test adds them. */
  readonly ownedPaths = new Set<string>();
  readonly #disk: InMemoryDisk;
  /** Backups as they were read last: parsing is slow where a simulation lists for months. */
  readonly #parsed = new Map<string, { readonly texts: string; readonly backup: Backup }>();
  readonly #takeStaged: TakeStaged | undefined;

  constructor(disk: InMemoryDisk, takeStaged?: TakeStaged) {
    this.#disk = disk;
    this.#takeStaged = takeStaged;
  }

  list({ database }: { readonly database?: string | undefined } = {}): Promise<readonly Backup[]> {
    const names = this.#disk
      .paths(keyOf(''))
      .map((key) => key.slice(keyOf('').length))
      .filter((name) => !name.includes('/'))
      .map((name) => this.#dataNameOf(name));
    const backups = [...new Set(names)]
      .map((name) => this.#load(name))
      .filter((backup) => backup !== undefined)
      .filter((backup) => database === undefined || backup.database === database);
    return Promise.resolve(linkChains(backups.sort(newestFirst)));
  }

  async publish(
    stagedPath: string,
    draft: ManifestDraft,
    state: BackupState,
    signal?: AbortSignal,
  ): Promise<Backup> {
    signal?.throwIfAborted();
    const filename = this.#freeFilename(draft);
    try {
      this.#write(filename, draft, state);
      const bytes = await this.#takeStaged?.(stagedPath);
      if (bytes === undefined) this.#disk.rename(stagedPath, keyOf(filename));
      else this.#disk.write(keyOf(filename), bytes);
    } catch (error) {
      if (!this.#disk.readOnly) this.#removeRecords(filename);
      throw error;
    }
    return this.#require(filename);
  }

  async place(
    manifest: Manifest,
    state: BackupState,
    artifact: OpenArtifact,
    signal?: AbortSignal,
  ): Promise<Backup> {
    const { filename } = manifest;
    const present = this.#load(filename);
    if (present !== undefined && isCopyOf(present, manifest)) return present;
    if (present !== undefined && !isLostCopyOf(present, manifest)) throw notTheSameBackup(present);
    const pieces: Uint8Array[] = [];
    for await (const piece of checkedBytes(artifact, manifest, signal)) pieces.push(piece);
    if (present === undefined) this.#write(filename, manifest, state);
    this.#disk.write(keyOf(filename), Buffer.concat(pieces));
    return this.#require(filename);
  }

  async open({ filename }: Backup): Promise<OpenArtifact> {
    const bytes = this.#disk.read(keyOf(filename));
    if (bytes === undefined) throw gone(filename);
    let isOpen = true;
    this.openCount += 1;
    return Promise.resolve({
      sizeBytes: bytes.length,
      read: async function* (start: number, end: number) {
        yield Promise.resolve(bytes.slice(start, end));
      },
      close: async () => {
        if (isOpen) this.openCount -= 1;
        isOpen = false;
        return Promise.resolve();
      },
    });
  }

  async localPath(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async owns(path: string): Promise<boolean> {
    return Promise.resolve(this.ownedPaths.has(path));
  }

  async saveState({ filename }: Backup, state: BackupState): Promise<Backup> {
    this.#require(filename);
    this.#disk.write(stateKeyOf(filename), formatState(state, filename));
    return this.#require(filename);
  }

  async adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    this.#require(backup.filename);
    const ordinal = parseBackupName(backup.filename)?.ordinal ?? 1;
    const keepsName = formatBackupName({ ...draft, ordinal }) === backup.filename;
    const filename = keepsName ? backup.filename : this.#freeFilename(draft);
    this.#write(filename, draft, state);
    if (!keepsName) {
      this.#disk.rename(keyOf(backup.filename), keyOf(filename));
      this.#removeRecords(backup.filename);
    }
    return this.#require(filename);
  }

  async remove({ filename }: Backup): Promise<void> {
    this.#disk.remove(keyOf(filename));
    this.#removeRecords(filename);
  }

  async test(): Promise<readonly StoreCheck[]> {
    return testSteps({
      list: async () => `${String((await this.list()).length)} backups`,
      write: async () => {
        this.#disk.write(keyOf('.test'), 'test');
        return Promise.resolve('4 bytes');
      },
      read: async () => Promise.resolve(this.#text(keyOf('.test')) ?? ''),
      remove: async () => {
        this.#disk.remove(keyOf('.test'));
        return Promise.resolve('removed');
      },
    });
  }

  #write(filename: string, draft: ManifestDraft, state: BackupState): void {
    this.#disk.write(stateKeyOf(filename), formatState(state, filename));
    this.#disk.write(manifestKeyOf(filename), formatManifest({ ...draft, filename }));
  }

  #freeFilename(draft: ManifestDraft): string {
    for (let ordinal = 1; ; ordinal++) {
      const filename = formatBackupName({ ...draft, ordinal });
      const keys = [keyOf, manifestKeyOf, stateKeyOf].map((key) => key(filename));
      if (!keys.some((key) => this.#disk.has(key))) return filename;
    }
  }

  /** The data file's name for a manifest without its data file, else the name itself. */
  #dataNameOf(name: string): string {
    const data = name.replace(/\.json$/, '');
    const isLost = data !== name && !this.#disk.has(keyOf(data)) && parseBackupName(data) !== undefined;
    return isLost ? data : name;
  }

  #removeRecords(filename: string): void {
    this.#disk.remove(manifestKeyOf(filename));
    this.#disk.remove(stateKeyOf(filename));
  }

  #require(filename: string): Backup {
    const backup = this.#load(filename);
    if (backup === undefined) throw gone(filename);
    return backup;
  }

  #load(filename: string): Backup | undefined {
    const compression = compressionOfDataFile(filename);
    const size = this.#disk.sizeBytes(keyOf(filename));
    const manifestText = this.#text(manifestKeyOf(filename));
    if (compression === undefined || (size === undefined && manifestText === undefined)) return undefined;
    const mtime = this.#disk.modifiedAt(keyOf(filename));
    const stateText = this.#text(stateKeyOf(filename));
    const texts = JSON.stringify([manifestText, stateText, size, mtime]);
    const known = this.#parsed.get(filename);
    if (known?.texts === texts) return known.backup;
    const found = backupOf(
      { filename, location: `${this.location}${filename}`, compression },
      { manifest: manifestText, state: stateText },
      { size: size ?? 0, mtime: mtime ?? new Date(0) },
    );
    const backup =
      size === undefined ? { ...found, modifiedAt: undefined, isDataMissing: true as const } : found;
    this.#parsed.set(filename, { texts, backup });
    return backup;
  }

  #text(key: string): string | undefined {
    const bytes = this.#disk.read(key);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }
}

function keyOf(filename: string): string {
  return `/backup/${filename}`;
}

function manifestKeyOf(filename: string): string {
  return keyOf(`${filename}.json`);
}

function stateKeyOf(filename: string): string {
  return keyOf(`${filename}.state.json`);
}

function gone(filename: string): BackupNotFoundException {
  return new BackupNotFoundException(`no backup ${filename} in memory:`, {
    hint: 'List the backups to see which are there.',
    details: { filename },
  });
}
