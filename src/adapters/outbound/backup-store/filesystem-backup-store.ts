import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  BackupStore,
  ManifestDraft,
  OpenArtifact,
  StoreCheck,
} from '../../../application/ports/backup-store.ts';
import { newestFirst, type Backup, type BackupState } from '../../../domain/backup/backup.ts';
import { linkChains } from '../../../domain/backup/chain.ts';
import { NO_DATABASE } from '../../../domain/backup/database-name.ts';
import { ENDING_OF } from '../../../domain/backup/compression.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';
import { notTheSameBackup } from '../../../domain/backup/same-backup.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { unlessMissing, exists } from '../files/existing-files.ts';
import { syncDirectory, syncFile } from '../files/file-system-support.ts';
import { assertStoreIsThere, knownStore } from '../files/known-stores.ts';
import { markStore } from '../files/mark-store.ts';
import { formatManifest } from '../files/manifest-document.ts';
import { formatState } from '../files/state-document.ts';
import { removeFile, removeQuietly } from '../files/remove-file.ts';
import { stagedName, stateDirectoryOf, stateLayout } from '../files/state-layout.ts';
import { openArtifactFile } from '../files/open-artifact.ts';
import { checkedBytes, isCopyOf, isLostCopyOf } from './copies.ts';
import { isOwnedPath } from './owned-path.ts';
import { stageCopy } from './staged-copy.ts';
import { StagedRecords } from './staged-records.ts';
import { readBackup } from './read-backup.ts';
import { testDirectory } from './self-test.ts';
import {
  mayHold,
  withoutDataFile,
  freeName,
  hasContent,
  isNameOf,
  publishedBackup,
  manifestPath,
  statePath,
  moveIn,
} from './record-files.ts';

/** Backups that are read at the same time: keeps a disk busy, far below the limit of open files. */
const READ_AHEAD = 32;

/** Backups as plain files in one directory, each with its records next to it. */
export class FilesystemBackupStore implements BackupStore {
  readonly location: string;
  readonly #staging: string;
  readonly #records: StagedRecords;
  readonly #chunkBytes: number;

  /** @param chunkBytes bytes per read of an open artifact */
  constructor(directory: string, chunkBytes = 64 * 1024) {
    this.location = directory;
    this.#staging = stateLayout(stateDirectoryOf(directory)).staging;
    this.#records = new StagedRecords(this.#staging);
    this.#chunkBytes = chunkBytes;
  }

  async list({ database }: { readonly database?: string | undefined } = {}): Promise<readonly Backup[]> {
    await assertStoreIsThere(this.location);
    const all = await this.#names();
    const names = [...all, ...withoutDataFile(all)].filter((name) => mayHold(name, database));
    const backups: Backup[] = [];
    for (let start = 0; start < names.length; start += READ_AHEAD) {
      const batch = names.slice(start, start + READ_AHEAD).map((name) => this.#read(name));
      backups.push(...(await Promise.all(batch)).filter((backup) => backup !== undefined));
    }
    const wanted = backups.filter((backup) => database === undefined || backup.database === database);
    return linkChains(wanted.sort(newestFirst));
  }

  async publish(
    stagedPath: string,
    draft: ManifestDraft,
    state: BackupState,
    signal?: AbortSignal,
  ): Promise<Backup> {
    signal?.throwIfAborted();
    return this.#commit(stagedPath, { ...draft, filename: await freeName(this.location, draft) }, state);
  }

  async place(
    manifest: Manifest,
    state: BackupState,
    artifact: OpenArtifact,
    signal?: AbortSignal,
  ): Promise<Backup> {
    const present = await this.#read(manifest.filename);
    if (present !== undefined && isCopyOf(present, manifest)) return present;
    if (present !== undefined && !isLostCopyOf(present, manifest)) throw notTheSameBackup(present);
    const stagedPath = join(this.#staging, stagedName(manifest.database, ENDING_OF[manifest.compression]));
    try {
      await stageCopy(stagedPath, checkedBytes(artifact, manifest, signal), this.location);
      return present === undefined
        ? await this.#commit(stagedPath, manifest, state)
        : await this.#putBack(stagedPath, manifest, present.state);
    } finally {
      await removeQuietly(stagedPath);
    }
  }

  async open(backup: Backup): Promise<OpenArtifact> {
    return openArtifactFile(this.#pathOf(backup), this.#chunkBytes);
  }

  async localPath(backup: Backup): Promise<string> {
    return Promise.resolve(this.#pathOf(backup));
  }

  async owns(path: string): Promise<boolean> {
    const dataFiles = (await this.list()).map((backup) => this.#pathOf(backup));
    const files = dataFiles.flatMap((file) => [file, manifestPath(file), statePath(file)]);
    return isOwnedPath(path, this.location, files);
  }

  async saveState(backup: Backup, state: BackupState): Promise<Backup> {
    const path = this.#pathOf(backup);
    if (!(await exists(path)) && !(await exists(manifestPath(path)))) throw this.#gone(backup);
    return withDirectoryErrors(this.location, async () => {
      const text = formatState(state, backup.filename);
      await this.#records.write(backup.database ?? NO_DATABASE, statePath(path), text);
      await syncDirectory(this.location);
      return { ...backup, state };
    });
  }

  async adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup> {
    if (!(await exists(this.#pathOf(backup)))) throw this.#gone(backup);
    const keepsName = isNameOf(backup.filename, draft);
    const filename = keepsName ? backup.filename : await freeName(this.location, draft);
    const path = join(this.location, filename);
    return withDirectoryErrors(this.location, async () => {
      const hadState = await exists(statePath(path));
      try {
        await syncFile(this.#pathOf(backup));
        if (!keepsName) await this.#records.markChange(draft.database, filename);
        await this.#records.write(draft.database, statePath(path), formatState(state, filename));
        // The commit is the manifest under a kept name, else the rename of the data file.
        await this.#records.write(draft.database, manifestPath(path), formatManifest({ ...draft, filename }));
        await syncDirectory(this.location);
        if (!keepsName) await rename(this.#pathOf(backup), path);
      } catch (error) {
        await removeQuietly(manifestPath(path));
        if (!hadState) await removeQuietly(statePath(path));
        await removeQuietly(this.#records.markOf(draft.database, filename));
        throw error;
      }
      await syncDirectory(this.location);
      await removeQuietly(this.#records.markOf(draft.database, filename));
      if (!keepsName) await removeQuietly(statePath(this.#pathOf(backup)));
      const adopted = await this.#read(filename);
      if (adopted === undefined) throw this.#gone(backup);
      return adopted;
    });
  }

  async remove(backup: Backup): Promise<void> {
    await withDirectoryErrors(this.location, async () => {
      // The data file first: alone, it would look like another tool's backup.
      const owner = backup.database ?? NO_DATABASE;
      // On a full disk a removal must work without its mark. If the run then dies, the leftover manifest is reported.
      await this.#records.markChange(owner, backup.filename).catch(() => undefined);
      const mark = this.#records.markOf(owner, backup.filename);
      await removeFile(this.#pathOf(backup)).catch(async (error: unknown) => {
        await removeQuietly(mark);
        throw error;
      });
      // Keep the mark until everything is gone: without it the manifest would report a lost data file.
      await syncDirectory(this.location);
      await removeFile(manifestPath(this.#pathOf(backup)));
      await removeFile(statePath(this.#pathOf(backup)));
      await syncDirectory(this.location);
      await removeQuietly(mark);
    });
  }

  async test(): Promise<readonly StoreCheck[]> {
    return testDirectory(this.location, this.#staging, async () => (await this.list()).length);
  }

  async #commit(stagedPath: string, manifest: Manifest, state: BackupState): Promise<Backup> {
    const { database, filename } = manifest;
    const path = join(this.location, filename);
    const mark = this.#records.markOf(database, filename);
    return withDirectoryErrors(this.location, async () => {
      const { mtime: modifiedAt } = await stat(stagedPath);
      try {
        await this.#records.markChange(database, filename);
        await this.#records.write(database, manifestPath(path), formatManifest(manifest));
        if (hasContent(state))
          await this.#records.write(database, statePath(path), formatState(state, filename));
        await syncDirectory(this.location);
        // The rename is the commit: from here on the backup exists.
        await moveIn(stagedPath, path, join(this.#staging, stagedName(database, '.copy')));
      } catch (error) {
        await removeQuietly(manifestPath(path), statePath(path), mark);
        throw error;
      }
      await syncDirectory(this.location);
      await removeQuietly(mark);
      await this.#markStore();
      return publishedBackup({ manifest, state, location: path, modifiedAt });
    });
  }

  /** Its records stay where they are: a run that fails or dies leaves the copy listed as lost. */
  async #putBack(stagedPath: string, manifest: Manifest, state: BackupState): Promise<Backup> {
    const { database, filename } = manifest;
    const path = join(this.location, filename);
    return withDirectoryErrors(this.location, async () => {
      const { mtime: modifiedAt } = await stat(stagedPath);
      await moveIn(stagedPath, path, join(this.#staging, stagedName(database, '.copy')));
      await syncDirectory(this.location);
      return publishedBackup({ manifest, state, location: path, modifiedAt });
    });
  }

  /** Without its disk, the mount point has no marker. */
  async #markStore(): Promise<void> {
    if (knownStore(this.location).id === undefined) await markStore(this.location);
  }

  #pathOf({ filename }: Backup): string {
    return join(this.location, filename);
  }

  #gone(backup: Backup): BackupNotFoundException {
    return new BackupNotFoundException(`no backup ${backup.filename} in ${this.location}`, {
      hint: 'It was removed meanwhile. List the backups: backup-manager list.',
    });
  }

  async #names(): Promise<string[]> {
    return (await withDirectoryErrors(this.location, () => unlessMissing(readdir(this.location)))) ?? [];
  }

  #read(filename: string): Promise<Backup | undefined> {
    return readBackup({ directory: this.location, records: this.#records }, filename);
  }
}
