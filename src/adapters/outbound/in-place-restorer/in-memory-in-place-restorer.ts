import type {
  Holder,
  InPlaceRestorer,
  ReplaceOptions,
  TargetSurvey,
} from '../../../application/ports/in-place-restorer.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';
import { SIDE_FILES } from '../files/database-files.ts';

/** Replaces databases on an in-memory disk. */
export class InMemoryInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: true };
  holders: readonly Holder[] = [];
  /** Page size of the databases on the disk, bytes. */
  pageSize = 4096;
  /** Whether the databases on the disk are in WAL mode. */
  usesWal = false;
  /** The next `replace` is killed there; only `recover` can finish or undo it. */
  killNext: 'before the swap' | 'after the swap' | undefined;
  /** The cleanup failure of the next `replace`, after the new content is in place. */
  unfinishedNext: string | undefined;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async survey(targetPath: string, image: { readonly pageSize: number }): Promise<TargetSurvey> {
    const { holders } = this;
    const bytes = this.#disk.read(targetPath);
    if (bytes === undefined) {
      return { method: 'file', reason: 'there is no database yet', exists: false, holders: [] };
    }
    if (bytes.length > 0 && !beginsAsDatabase(bytes)) {
      return { method: 'file', reason: 'it is not a SQLite database', exists: true, holders };
    }
    if (bytes.length > 0 && this.usesWal && image.pageSize !== this.pageSize) {
      return { method: 'file', reason: 'it is in WAL mode with another page size', exists: true, holders };
    }
    return { method: 'sqlite', reason: 'SQLite replaces the content', exists: true, holders };
  }

  async replace(
    preparedPath: string,
    targetPath: string,
    options: ReplaceOptions,
  ): Promise<string | undefined> {
    options.signal.throwIfAborted();
    if (this.#disk.sha256(preparedPath) !== options.databaseSha256) {
      throw new BackupVerificationException(`${preparedPath} does not read back as it was written`, {
        hint: 'The target was not changed. Use another backup, or another disk.',
        details: { path: preparedPath },
      });
    }
    const { image, record } = leftovers(targetPath);
    this.#disk.rename(preparedPath, image);
    try {
      await options.onReady();
      this.#assertNoWriters(targetPath);
    } catch (error) {
      this.#disk.remove(image);
      throw error;
    }
    this.#disk.write(record, options.method);
    if (this.killNext === 'before the swap') throw this.#killed();
    this.#disk.rename(image, targetPath);
    for (const ending of SIDE_FILES) this.#disk.remove(targetPath + ending);
    if (this.killNext === 'after the swap') throw this.#killed();
    const unfinished = this.unfinishedNext;
    this.unfinishedNext = undefined;
    if (unfinished === undefined) this.#disk.remove(record);
    return unfinished;
  }

  async recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'> {
    const { image, record } = leftovers(targetPath);
    const wasSwapped = !this.#disk.remove(image);
    if (!this.#disk.remove(record)) return wasSwapped ? 'nothing' : 'undone';
    return wasSwapped ? 'finished' : 'undone';
  }

  #assertNoWriters(path: string): void {
    const writers = this.holders.filter(({ lock }) => lock === 'write');
    if (writers.length === 0) return;
    const names = writers.map(({ command, pid }) => `${command} (pid ${String(pid)})`).join(', ');
    throw new DatabaseAccessException(`${path} is locked by ${names}`, {
      hint: 'Let it finish its transaction, or increase busy_timeout_ms.',
      details: { path },
    });
  }

  #killed(): Error {
    this.killNext = undefined;
    return new Error('killed');
  }
}

function leftovers(targetPath: string): { readonly image: string; readonly record: string } {
  const slash = targetPath.lastIndexOf('/') + 1;
  const image = `${targetPath.slice(0, slash)}.${targetPath.slice(slash)}.replacing`;
  return { image, record: `${image}.json` };
}
