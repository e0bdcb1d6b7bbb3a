import { openSync } from 'node:fs';
import { readFully } from '../codec/read-fully.ts';
import { readWalIndex } from '../sqlite-file/wal-index.ts';

const CHANGE_COUNTER_OFFSET = 24;

/**
 * Tells whether anybody has committed after us. Taken while our transaction holds the write lock; every commit counts
 * up by one, in the main file's header, or in the wal-index.
 *
 * The file stays open until the process ends: closing any descriptor drops every lock that it has on it.
 */
export class CommitStamp {
  readonly #descriptor: number;
  readonly #usesWal: boolean;
  #before: number | undefined;

  /** @param usesWal the target is in WAL mode, and a connection of this process has it open */
  constructor(target: string, usesWal: boolean) {
    this.#usesWal = usesWal;
    this.#descriptor = openSync(usesWal ? `${target}-shm` : target, 'r');
  }

  /** To be called while our transaction has not been committed. */
  take(): void {
    this.#before ??= this.#commits();
  }

  /** False too where it cannot be told. */
  isOurs(): boolean {
    const now = this.#commits();
    return this.#before !== undefined && now === (this.#before + 1) % 2 ** 32;
  }

  #commits(): number | undefined {
    if (this.#usesWal) return readWalIndex(this.#descriptor)?.commits;
    const counter = Buffer.alloc(4);
    readFully(this.#descriptor, counter, CHANGE_COUNTER_OFFSET);
    return counter.readUInt32BE();
  }
}
