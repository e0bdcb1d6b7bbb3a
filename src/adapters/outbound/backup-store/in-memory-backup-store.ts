import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { BackupStore, ManifestDraft } from '../../../application/ports/backup-store.ts';
import {
  EMPTY_STATE,
  newestFirst,
  type Backup,
  type BackupState,
  type ManifestRecord,
} from '../../../domain/backup/backup.ts';
import { formatBackupName, parseBackupName } from '../../../domain/backup/backup-name.ts';
import { compressionOfFilename } from '../../../domain/backup/compression.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { stateLayout } from '../files/state-layout.ts';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The backup store on an in-memory disk. Its records are files there (`<filename>.json` with digest and manifest,
 * `<filename>.state.json`), so that a test can damage them.
 */
export class InMemoryBackupStore implements BackupStore {
  readonly directory: string;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk, directory = '/backup') {
    this.#disk = disk;
    this.directory = directory;
  }

  list({ database }: { readonly database?: string | undefined } = {}): Promise<readonly Backup[]> {
    const backups = this.#disk
      .paths(`${this.directory}/`)
      .filter((path) => path === this.#pathOf(basename(path)))
      .map((path) => this.#dataPathOf(path))
      .filter((path, index, paths) => paths.indexOf(path) === index)
      .map((path) => this.#load(path))
      .filter((backup) => backup !== undefined)
      .filter((backup) => database === undefined || backup.database === database);
    return Promise.resolve(backups.sort(newestFirst));
  }

  async publish(stagedPath: string, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    const filename = this.#freeFilename(draft);
    const path = this.#pathOf(filename);
    try {
      this.#writeState(path, state);
      this.#writeManifest(path, { ...draft, filename });
      this.#disk.rename(stagedPath, path);
    } catch (error) {
      if (!this.#disk.readOnly) this.#removeRecords(path);
      throw error;
    }
    return this.#require(path);
  }

  async quarantine(stagedPath: string, draft: ManifestDraft): Promise<string> {
    let ordinal = 1;
    const pathFor = (): string =>
      `${stateLayout(this.directory).quarantine}/${formatBackupName({ ...draft, ordinal })}`;
    while (this.#disk.has(pathFor())) ordinal++;
    const path = pathFor();
    this.#writeManifest(path, { ...draft, filename: basename(path) });
    this.#disk.rename(stagedPath, path);
    return path;
  }

  async saveState(backup: Backup, state: BackupState): Promise<Backup> {
    const path = this.#pathOf(backup.filename);
    this.#require(path);
    this.#writeState(path, state);
    return this.#require(path);
  }

  async adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    const oldPath = this.#pathOf(backup.filename);
    this.#require(oldPath);
    const ordinal = parseBackupName(backup.filename)?.ordinal ?? 1;
    const keepsName = formatBackupName({ ...draft, ordinal }) === backup.filename;
    const filename = keepsName ? backup.filename : this.#freeFilename(draft);
    const path = this.#pathOf(filename);
    this.#writeState(path, state);
    this.#writeManifest(path, { ...draft, filename });
    if (!keepsName) {
      this.#disk.rename(oldPath, path);
      this.#removeRecords(oldPath);
    }
    return this.#require(path);
  }

  async remove(backup: Backup): Promise<void> {
    const path = this.#pathOf(backup.filename);
    this.#disk.remove(path);
    this.#removeRecords(path);
  }

  #freeFilename(draft: ManifestDraft): string {
    for (let ordinal = 1; ; ordinal++) {
      const filename = formatBackupName({ ...draft, ordinal });
      const path = this.#pathOf(filename);
      const taken = [path, `${path}.json`, `${path}.state.json`].some((each) => this.#disk.has(each));
      if (!taken) return filename;
    }
  }

  /** Maps a manifest whose data file is missing to the data file's path. */
  #dataPathOf(path: string): string {
    const data = path.replace(/\.json$/, '');
    const isLost = data !== path && !this.#disk.has(data) && parseBackupName(basename(data)) !== undefined;
    return isLost ? data : path;
  }

  #pathOf(filename: string): string {
    return `${this.directory}/${filename}`;
  }

  #removeRecords(path: string): void {
    this.#disk.remove(`${path}.json`);
    this.#disk.remove(`${path}.state.json`);
  }

  #require(path: string): Backup {
    const backup = this.#load(path);
    if (backup !== undefined) return backup;
    throw new BackupNotFoundException(`no backup ${basename(path)} in ${this.directory}`, {
      hint: 'List the backups to see which are there.',
      details: { path },
    });
  }

  #load(path: string): Backup | undefined {
    const filename = basename(path);
    const compression = compressionOfFilename(filename);
    const storedBytes = this.#disk.sizeBytes(path);
    const record = this.#readManifest(path);
    const isGone = storedBytes === undefined && record.condition === 'missing';
    if (compression === undefined || isGone) return undefined;
    const known = record.condition === 'intact' ? record.manifest : parseBackupName(filename);
    return {
      filename,
      path,
      database: known?.database,
      createdAt: known?.createdAt ?? this.#disk.modifiedAt(path) ?? new Date(0),
      storedBytes: storedBytes ?? 0,
      modifiedAt: this.#disk.modifiedAt(path),
      compression,
      record,
      ...(storedBytes === undefined && { isDataMissing: true as const }),
      state: this.#readState(path),
    };
  }

  #writeManifest(path: string, manifest: Manifest): void {
    const text = JSON.stringify(manifest);
    this.#disk.write(`${path}.json`, `${digestOf(text)}\n${text}`);
  }

  #readManifest(path: string): ManifestRecord {
    const content = this.#text(`${path}.json`);
    if (content === undefined) return { condition: 'missing' };
    const [digest, text = ''] = content.split('\n');
    if (digest !== digestOf(text)) return { condition: 'damaged', problem: 'its digest does not match' };
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.filename !== basename(path)) {
      return { condition: 'damaged', problem: `it describes ${manifest.filename}` };
    }
    return { condition: 'intact', manifest: { ...manifest, createdAt: new Date(manifest.createdAt) } };
  }

  #writeState(path: string, state: BackupState): void {
    this.#disk.write(`${path}.state.json`, JSON.stringify(state));
  }

  #readState(path: string): BackupState {
    const content = this.#text(`${path}.state.json`);
    if (content === undefined) return EMPTY_STATE;
    const state = JSON.parse(content) as Omit<BackupState, 'label'> & { readonly label?: string };
    return {
      pinned: state.pinned,
      label: state.label,
      verifications: state.verifications.map((verification) => ({
        ...verification,
        at: new Date(verification.at),
      })),
    };
  }

  #text(path: string): string | undefined {
    const bytes = this.#disk.read(path);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }
}
