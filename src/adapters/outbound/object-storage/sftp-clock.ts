import { MINUTE_MS, SECOND_MS } from '../../../domain/units.ts';

const VALID_MS = 10 * MINUTE_MS;
/** SFTP has whole seconds. */
const HALF_A_SECOND_MS = SECOND_MS / 2;
/** A file that is older than this cannot change and keep its time. */
const SETTLED_MS = 2 * SECOND_MS;

/** The clock of the server, from the times of files that were just written. */
export class SftpClock {
  #differenceMs = 0;
  #measuredMs: number | undefined;
  /** How often this process has written a file lately, by path. */
  readonly #writes = new Map<string, { readonly count: number; readonly mtime: number }>();

  get isKnown(): boolean {
    return this.#measuredMs !== undefined && performance.now() - this.#measuredMs < VALID_MS;
  }

  /** A file was written now and has this time, in seconds. */
  observe(mtime: number, path?: string): void {
    this.#differenceMs = mtime * SECOND_MS + HALF_A_SECOND_MS - Date.now();
    this.#measuredMs = performance.now();
    if (path === undefined) return;
    for (const [key, write] of this.#writes) if (this.#isSettled(write.mtime)) this.#writes.delete(key);
    this.#writes.set(path, { count: (this.#writes.get(path)?.count ?? 0) + 1, mtime });
  }

  /** The clock of this machine until a file was written. */
  now(): Date {
    return new Date(Date.now() + this.#differenceMs);
  }

  /**
   * A version from size and time. A file may change within a second and keep both: the version of a new file is not the
   * one that it has later, and counts the writes of this process.
   */
  versionOf(path: string, { size, mtime }: { readonly size: number; readonly mtime: number }): string {
    const version = `${String(size)}:${String(mtime)}`;
    if (this.#isSettled(mtime)) return version;
    return `${version}:new${String(this.#writes.get(path)?.count ?? 0)}`;
  }

  #isSettled(mtime: number): boolean {
    return this.now().getTime() - mtime * SECOND_MS > SETTLED_MS + HALF_A_SECOND_MS;
  }
}
