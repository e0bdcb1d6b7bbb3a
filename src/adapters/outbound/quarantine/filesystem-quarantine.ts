import { randomUUID } from 'node:crypto';
import { readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ManifestDraft } from '../../../application/ports/backup-store.ts';
import type {
  QuarantinedCapture,
  Quarantine,
  RawCopyOptions,
} from '../../../application/ports/quarantine.ts';
import { formatBackupName, parseBackupName } from '../../../domain/backup/backup-name.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { formatManifest } from '../files/manifest-document.ts';
import { removeFile, removeQuietly } from '../files/remove-file.ts';
import { stagedName, stateLayout } from '../files/state-layout.ts';
import { unlessMissing } from '../files/existing-files.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import { isUnfinishedCopy, partOf, rawCopyName } from './raw-copying.ts';

const SUFFIXES = ['', '-wal', '-journal'];
const ID_DIGITS = 6;

/** `undefined` for a file that is no capture. */
export function quarantinedCapture(
  path: string,
  filename: string,
  storedBytes: number,
): QuarantinedCapture | undefined {
  const name = parseBackupName(filename);
  return name && { path, database: name.database, createdAt: name.createdAt, storedBytes };
}

export function newestFirst(left: QuarantinedCapture, right: QuarantinedCapture): number {
  return right.createdAt.getTime() - left.createdAt.getTime() || (left.path < right.path ? 1 : -1);
}

export class FilesystemQuarantine implements Quarantine {
  readonly #directory: string;
  readonly #staging: string;
  readonly #process: TaskProcess;

  /** @param process copies databases: it closes their descriptors, which drops the locks of its process */
  constructor(stateDirectory: string, process: TaskProcess) {
    this.#process = process;
    ({ quarantine: this.#directory, staging: this.#staging } = stateLayout(stateDirectory));
  }

  async add(stagedPath: string, draft: ManifestDraft): Promise<string> {
    return withDirectoryErrors(this.#directory, async () => {
      await makeDirectory(this.#directory);
      const path = await this.#freePath(draft);
      const manifest = formatManifest({ ...draft, filename: basename(path) });
      try {
        await writeAtomically(
          `${path}.json`,
          manifest,
          join(this.#staging, stagedName(draft.database, '.json')),
        );
        await rename(stagedPath, path);
      } catch (error) {
        await removeQuietly(`${path}.json`);
        throw error;
      }
      await syncDirectory(this.#directory);
      return path;
    });
  }

  async list(): Promise<readonly QuarantinedCapture[]> {
    const captures = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    return captures.filter((capture) => capture !== undefined).sort(newestFirst);
  }

  async remove({ path }: QuarantinedCapture): Promise<void> {
    await withDirectoryErrors(this.#directory, async () => {
      // The manifest last: without it a capture has no owner.
      for (const each of [path, `${path}.json`]) await removeFile(each);
    });
  }

  async keep(databasePath: string, { database, at, signal }: RawCopyOptions): Promise<string> {
    await this.#removeUnfinished(database);
    const id = randomUUID().slice(0, ID_DIGITS);
    const copyPath = join(this.#directory, rawCopyName(database, at, id));
    const request = { databasePath, copyPath };
    try {
      await this.#process.run('copy-raw', request, { signal });
    } catch (error) {
      // A killed process could not clean up.
      const paths = SUFFIXES.map((suffix) => copyPath + suffix);
      await removeQuietly(...paths, ...paths.map(partOf));
      throw error;
    }
    return copyPath;
  }

  async #freePath(draft: ManifestDraft): Promise<string> {
    const names = new Set(await this.#names());
    for (let ordinal = 1; ; ordinal += 1) {
      const filename = formatBackupName({ ...draft, ordinal });
      if (!names.has(filename) && !names.has(`${filename}.json`)) return join(this.#directory, filename);
    }
  }

  async #names(): Promise<readonly string[]> {
    const names = await withDirectoryErrors(this.#directory, () => unlessMissing(readdir(this.#directory)));
    return names ?? [];
  }

  /** `undefined` also when it was removed since. */
  async #read(filename: string): Promise<QuarantinedCapture | undefined> {
    const path = join(this.#directory, filename);
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() === true ? quarantinedCapture(path, filename, facts.size) : undefined;
  }

  /** Removes the remains of a killed copy. The caller holds the database's lock, so no copy is running. */
  async #removeUnfinished(database: string): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    const unfinished = names.filter((name) => isUnfinishedCopy(name, database));
    await removeQuietly(...unfinished.map((name) => join(this.#directory, name)));
  }
}
