import type { QuarantinedCapture, Quarantine } from '../../../application/ports/quarantine.ts';
import { parseBackupName } from '../../../domain/backup/backup-name.ts';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { removeFile } from '../files/remove-file.ts';
import { stateLayout } from '../files/state-layout.ts';

/** A file in the quarantine as what it is; `undefined` for one that is no capture. */
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

/** Reads `.state/quarantine` of the backup directory. */
export class FilesystemQuarantine implements Quarantine {
  readonly #directory: string;

  constructor(backupDirectory: string) {
    this.#directory = stateLayout(backupDirectory).quarantine;
  }

  async list(): Promise<readonly QuarantinedCapture[]> {
    const captures = await Promise.all((await this.#names()).map((name) => this.#read(name)));
    return captures.filter((capture) => capture !== undefined).sort(newestFirst);
  }

  async remove({ path }: QuarantinedCapture): Promise<void> {
    try {
      // The manifest last: without it a capture would be nobody's.
      for (const each of [path, `${path}.json`]) await removeFile(each);
    } catch (error) {
      throw directoryException(error, this.#directory);
    }
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#directory);
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return [];
      throw directoryException(error, this.#directory);
    }
  }

  /** `undefined` when somebody removed it meanwhile, too. */
  async #read(filename: string): Promise<QuarantinedCapture | undefined> {
    const path = join(this.#directory, filename);
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() === true ? quarantinedCapture(path, filename, facts.size) : undefined;
  }
}
