import { constants } from 'node:fs';
import { access, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { ENDING_OF, type Compression } from '../../../domain/backup/compression.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { MIB } from '../../../domain/units.ts';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import type { StagingArea } from '../../../application/ports/staging-area.ts';
import { directoryException, isSystemError, withDirectoryErrors } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import {
  changeMark,
  stagedDatabase,
  stagedName,
  stagedPrefix,
  stateDirectoryOf,
  stateLayout,
} from '../files/state-layout.ts';
import { openArtifactFile } from '../files/open-artifact.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeFile, removeQuietly } from '../files/remove-file.ts';
import { unlessMissing } from '../files/existing-files.ts';

/** A probe belongs to no database. No database has an empty name, so it meets no other file. */
const PROBE_OWNER = '';
/** The folder of scratch copies when the backup directory is read-only. */
const SCRATCH_PREFIX = join(tmpdir(), 'backup-manager-scratch-');
const READ_BYTES = MIB;
const RECORD_ENDING = /(\.state)?\.json$/;

/** Stages in the state directory: by default on the file system of the backups, so that publishing is a rename. */
export class FilesystemStagingArea implements StagingArea {
  readonly #backupDirectory: string;
  readonly directory: string;
  /** Where the store prepares its records and its marks. */
  readonly #storeStaging: string;

  constructor(backupDirectory: string, stateDirectory = stateDirectoryOf(backupDirectory)) {
    this.#backupDirectory = backupDirectory;
    this.directory = stateLayout(stateDirectory).staging;
    this.#storeStaging = stateLayout(stateDirectoryOf(backupDirectory)).staging;
  }

  get #directories(): readonly string[] {
    return [...new Set([this.#storeStaging, this.directory])];
  }

  async allocate(database: string, compression: Compression): Promise<string> {
    await this.#create();
    return join(this.directory, stagedName(database, ENDING_OF[compression]));
  }

  async allocateScratch(database: string): Promise<string> {
    const name = stagedName(database, ENDING_OF.none);
    try {
      await this.#create();
      return join(this.directory, name);
    } catch (error) {
      if (!(error instanceof BackupDirectoryException)) throw error;
      // A backup in a read-only directory must still be readable.
      const folder = await mkdtemp(SCRATCH_PREFIX).catch(() => {
        throw error;
      });
      return join(folder, name);
    }
  }

  async open(path: string): Promise<OpenArtifact> {
    return openArtifactFile(path, READ_BYTES).catch((error: unknown) => {
      throw directoryException(error, this.#backupDirectory);
    });
  }

  async discard(path: string): Promise<void> {
    await removePrefixed(dirname(path), basename(path)).catch(() => undefined);
    if (path.startsWith(SCRATCH_PREFIX)) {
      await rm(dirname(path), { recursive: true, force: true }).catch(() => undefined);
    }
  }

  async sweep(database: string): Promise<void> {
    await withDirectoryErrors(this.#backupDirectory, async () => {
      // First: the staged files show which records belong to a crashed run.
      await this.#removeOrphanedRecords(database);
      for (const directory of this.#directories) {
        await removePrefixed(directory, stagedPrefix(database));
        // A killed drill leaves the files of its restore under a hidden name.
        await removePrefixed(directory, `.${stagedPrefix(database)}`);
        // A probe that is being written loses nothing: its result does not depend on its name.
        await removePrefixed(directory, stagedPrefix(PROBE_OWNER));
      }
    });
  }

  async leftoverDatabases(): Promise<readonly string[]> {
    const names = await Promise.all(this.#directories.map(readdirIfThere));
    const owners = names.flat().map(stagedDatabase);
    return [...new Set(owners.filter((owner) => owner !== undefined))].sort();
  }

  async probe(): Promise<void> {
    await this.#create();
    const path = join(this.#storeStaging, stagedName(PROBE_OWNER, '.probe'));
    const published = join(this.#storeStaging, stagedName(PROBE_OWNER, '.probed'));
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile('probe');
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(path, published);
      await syncDirectory(this.#backupDirectory);
    } catch (error) {
      throw directoryException(error, this.#backupDirectory);
    } finally {
      await removeQuietly(path, published);
    }
  }

  async #create(): Promise<void> {
    await withDirectoryErrors(this.#backupDirectory, async () => {
      for (const directory of this.#directories) {
        await makeDirectory(directory);
        // An existing directory may still be read-only.
        await access(directory, constants.W_OK | constants.X_OK);
      }
      await assertOneFileSystem(this.#backupDirectory, this.#storeStaging);
    });
  }

  /**
   * Removes records of a crashed publish or removal, and states without a manifest. A manifest whose data file was lost
   * in another way stays: it is the only sign of the loss.
   */
  async #removeOrphanedRecords(database: string): Promise<void> {
    const staged = new Set(await readdirIfThere(this.#storeStaging));
    const names = await readdirIfThere(this.#backupDirectory);
    const present = new Set(names);
    for (const name of names.filter((candidate) => RECORD_ENDING.test(candidate))) {
      const dataFile = name.replace(RECORD_ENDING, '');
      if (present.has(dataFile) || parseBackupName(dataFile)?.database !== database) continue;
      const isLost = present.has(`${dataFile}.json`) && !staged.has(changeMark(database, dataFile));
      if (!isLost) await removeFile(join(this.#backupDirectory, name));
    }
  }
}

/**
 * A record is published by a rename, which fails across file systems and mounts: refuse before a capture. Linux compares the
 * mounts before it looks up the file, so a name that does not exist works.
 */
async function assertOneFileSystem(backupDirectory: string, staging: string): Promise<void> {
  const [there, here] = await Promise.all([stat(backupDirectory), stat(staging)]);
  const name = stagedName(PROBE_OWNER, '.none');
  const renaming = await rename(join(staging, name), join(backupDirectory, `.${name}`)).catch(
    (error: unknown) => error,
  );
  const isOneMount = !isSystemError(renaming) || renaming.code !== 'EXDEV';
  if (there.dev === here.dev && isOneMount) return;
  throw new BackupDirectoryException(`${staging} is on another file system than ${backupDirectory}`, {
    hint: 'Mount the whole backup_dir instead of only its .state: a finished backup is renamed from .state to backup_dir.',
    details: { path: staging },
  });
}

async function removePrefixed(directory: string, prefix: string): Promise<void> {
  for (const name of await readdirIfThere(directory)) {
    if (name.startsWith(prefix)) await removeFile(join(directory, name));
  }
}

async function readdirIfThere(directory: string): Promise<string[]> {
  const names = await withDirectoryErrors(directory, () => unlessMissing(readdir(directory)));
  return names ?? [];
}
