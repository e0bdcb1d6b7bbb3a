import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { EMPTY_STATE, newestFirst, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import { compressionOfFilename } from '../../../domain/backup/compression.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import type { BackupStore, ManifestDraft } from '../../../application/ports/backup-store.ts';
import { directoryException, isSystemError } from '../codec/directory-exception.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { stagedName } from '../codec/staged-name.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeFile, removeQuietly } from '../files/remove-file.ts';
import { formatManifest, parseManifest } from './manifest-document.ts';
import { exists, freeName, isNameOf, manifestPath, readIfThere, statePath } from './record-files.ts';
import { formatState, parseState } from './state-document.ts';

/** How many backups are read at the same time: enough to keep a disk busy, far from the limit of open files. */
const READ_AHEAD = 32;

/** Whose staged files those are that belong to another tool's backup, which may not tell its database. */
const UNMANAGED = 'unmanaged';

/** Keeps backups as plain files in one directory, each with its records beside it. */
export class FilesystemBackupStore implements BackupStore {
  readonly directory: string;
  readonly #staging: string;
  readonly #quarantine: string;

  constructor(directory: string) {
    this.directory = directory;
    this.#staging = join(directory, '.state', 'staging');
    this.#quarantine = join(directory, '.state', 'quarantine');
  }

  async list({ database }: { readonly database?: string | undefined } = {}): Promise<readonly Backup[]> {
    const names = (await this.#names()).filter((name) => mayHold(name, database));
    const backups: Backup[] = [];
    for (let start = 0; start < names.length; start += READ_AHEAD) {
      const batch = names.slice(start, start + READ_AHEAD).map((name) => this.#read(name));
      backups.push(...(await Promise.all(batch)).filter((backup) => backup !== undefined));
    }
    return backups
      .filter((backup) => database === undefined || backup.database === database)
      .sort(newestFirst);
  }

  async publish(stagedPath: string, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    const manifest: Manifest = { ...draft, filename: await freeName(this.directory, draft) };
    const path = join(this.directory, manifest.filename);
    return this.#translating(async () => {
      try {
        await this.#writeDurably(draft.database, manifestPath(path), formatManifest(manifest));
        if (hasSomethingToSay(state)) {
          await this.#writeDurably(draft.database, statePath(path), formatState(state, manifest.filename));
        }
        await syncDirectory(this.directory);
        // From here on the backup exists: its name is the commit.
        await rename(stagedPath, path);
      } catch (error) {
        await removeQuietly(manifestPath(path), statePath(path));
        throw error;
      }
      await syncDirectory(this.directory);
      return {
        filename: manifest.filename,
        path,
        database: manifest.database,
        createdAt: manifest.createdAt,
        storedBytes: manifest.storedBytes,
        compression: manifest.compression,
        record: { condition: 'intact', manifest },
        state,
      };
    });
  }

  async quarantine(stagedPath: string, draft: ManifestDraft): Promise<string> {
    return this.#translating(async () => {
      await makeDirectory(this.#quarantine);
      const filename = await freeName(this.#quarantine, draft);
      const path = join(this.#quarantine, filename);
      try {
        await this.#writeDurably(draft.database, manifestPath(path), formatManifest({ ...draft, filename }));
        await rename(stagedPath, path);
      } catch (error) {
        await removeQuietly(manifestPath(path));
        throw error;
      }
      await syncDirectory(this.#quarantine);
      return path;
    });
  }

  async saveState(backup: Backup, state: BackupState): Promise<Backup> {
    if (!(await exists(backup.path))) throw this.#gone(backup);
    return this.#translating(async () => {
      await this.#writeDurably(
        backup.database ?? UNMANAGED,
        statePath(backup.path),
        formatState(state, backup.filename),
      );
      await syncDirectory(this.directory);
      return { ...backup, state };
    });
  }

  async adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    if (!(await exists(backup.path))) throw this.#gone(backup);
    const keepsName = isNameOf(backup.filename, draft);
    const filename = keepsName ? backup.filename : await freeName(this.directory, draft);
    const path = join(this.directory, filename);
    return this.#translating(async () => {
      const hadState = await exists(statePath(path));
      try {
        await syncFile(backup.path);
        await this.#writeDurably(draft.database, statePath(path), formatState(state, filename));
        // Under a kept name the manifest is the commit, else the data file's new name is.
        await this.#writeDurably(draft.database, manifestPath(path), formatManifest({ ...draft, filename }));
        await syncDirectory(this.directory);
        if (!keepsName) await rename(backup.path, path);
      } catch (error) {
        await removeQuietly(manifestPath(path));
        if (!hadState) await removeQuietly(statePath(path));
        throw error;
      }
      await syncDirectory(this.directory);
      if (!keepsName) await removeQuietly(statePath(backup.path));
      const adopted = await this.#read(filename);
      if (adopted === undefined) throw this.#gone(backup);
      return adopted;
    });
  }

  async remove(backup: Backup): Promise<void> {
    await this.#translating(async () => {
      // The data file first: a manifest alone is no backup, a data file alone would look like another tool's.
      await removeFile(backup.path);
      await syncDirectory(this.directory);
      await removeFile(manifestPath(backup.path));
      await removeFile(statePath(backup.path));
    });
  }

  #gone(backup: Backup): BackupNotFoundException {
    return new BackupNotFoundException(`no backup ${backup.filename} in ${this.directory}`, {
      hint: 'It was removed meanwhile; see what there is: backup-manager list.',
    });
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.directory);
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return [];
      throw directoryException(error, this.directory);
    }
  }

  /** `undefined` when the file vanished meanwhile or is no regular file. */
  async #read(filename: string): Promise<Backup | undefined> {
    const path = join(this.directory, filename);
    const compression = compressionOfFilename(filename);
    const facts = await stat(path).catch(() => undefined);
    if (compression === undefined || facts?.isFile() !== true) return undefined;
    const manifestText = await readIfThere(manifestPath(path));
    // A backup that is being removed loses its data file first: it is gone, and no file of another tool's.
    if (manifestText === undefined && !(await exists(path))) return undefined;
    const stateText = await readIfThere(statePath(path));
    const state = stateText === undefined ? EMPTY_STATE : parseState(stateText, filename);
    const record = readRecord(manifestText, filename, state);
    const name = parseBackupName(filename);
    const manifest = record.condition === 'intact' ? record.manifest : undefined;
    return {
      filename,
      path,
      database: manifest?.database ?? name?.database,
      createdAt: manifest?.createdAt ?? name?.createdAt ?? facts.mtime,
      storedBytes: facts.size,
      compression,
      record,
      // One that may have been pinned is, until somebody says otherwise.
      state: state ?? { ...EMPTY_STATE, pinned: true },
    };
  }

  /** Writes a small file all or nothing, its content durable; the caller makes its name durable. */
  async #writeDurably(database: string, path: string, text: string): Promise<void> {
    const temporary = join(this.#staging, stagedName(database, '.json'));
    await makeDirectory(this.#staging);
    try {
      await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
      await rename(temporary, path);
    } catch (error) {
      await removeQuietly(temporary);
      throw error;
    }
  }

  async #translating<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw directoryException(error, this.directory);
    }
  }
}

/** Whether a file of this name can be a backup, of that database if one is given: only its manifest may tell. */
function mayHold(filename: string, database: string | undefined): boolean {
  if (compressionOfFilename(filename) === undefined) return false;
  const name = database === undefined ? undefined : parseBackupName(filename);
  return name === undefined || name.database === database;
}

function readRecord(manifestText: string | undefined, filename: string, state: BackupState | undefined) {
  if (manifestText === undefined) return { condition: 'missing' } as const;
  // Without its state nobody knows whether the backup is pinned: it is treated as carefully as one without a manifest.
  if (state === undefined) return { condition: 'damaged', problem: 'its state file is unreadable' } as const;
  return parseManifest(manifestText, filename);
}

function hasSomethingToSay(state: BackupState): boolean {
  return state.pinned || state.label !== undefined || state.verifications.length > 0;
}
