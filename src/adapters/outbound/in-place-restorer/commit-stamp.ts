import { openSync } from 'node:fs';
import { readFully } from '../files/sequential-file.ts';
import { readWalIndex } from '../sqlite-file/wal-index.ts';

const CHANGE_COUNTER_OFFSET = 24;

/**
 * Detects commits of other processes. Taken while this transaction holds the write lock: every commit increments a
 * counter, in the main file's header or in the wal-index.
 *
 * The file stays open until the process ends: closing any descriptor drops every lock of the process on it.
 */
export class CommitStamp {
  readonly #descriptor: number;
  readonly #usesWal: boolean;
  #before: number | undefined;

  /** @param usesWal the target is in WAL mode, and this process has a connection to it */
  constructor(target: string, usesWal: boolean) {
    this.#usesWal = usesWal;
    this.#descriptor = openSync(usesWal ? `${target}-shm` : target, 'r');
  }

  /** Call it before the commit. */
  take(): void {
    this.#before ??= this.#commits();
  }

  /** False also when it cannot be determined. */
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
