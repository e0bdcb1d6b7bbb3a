import { Worker } from 'node:worker_threads';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import { packFailure, unpackFailure, type CarriedFailure } from '../child-process/carried-failure.ts';
import type { SnapshotFacts } from '../sqlite-file/read-transaction.ts';

/** What the thread is asked for. */
export type SnapshotRequest =
  | { readonly ask: 'pin'; readonly path: string; readonly busyTimeoutMs: number }
  | { readonly ask: 'check'; readonly level: SourceCheckLevel }
  | { readonly ask: 'close' };

export type SnapshotAnswer = { readonly type: 'answer'; readonly value: unknown } | CarriedFailure;

/**
 * A read transaction on a database, held by a thread of its own: SQLite's calls block, and while it checks the
 * content the pages stream on. The thread shares this process's locks, as POSIX has it.
 */
export class SnapshotThread {
  readonly #worker: Worker;
  #closed: Promise<void> | undefined;

  constructor() {
    // tsc does not rewrite names in URLs.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./pinned-worker.${ending}`, import.meta.url));
  }

  /**
   * Opens the database and pins its committed state.
   * @throws as ReadTransaction.open
   */
  async pin(path: string, busyTimeoutMs: number): Promise<SnapshotFacts> {
    return (await this.#ask({ ask: 'pin', path, busyTimeoutMs })) as SnapshotFacts;
  }

  /** Checks the pinned state. */
  async check(level: SourceCheckLevel): Promise<SourceCheck> {
    return (await this.#ask({ ask: 'check', level })) as SourceCheck;
  }

  /** Ends the transaction, lets go of the database and ends the thread. Idempotent. */
  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  async #end(): Promise<void> {
    await this.#ask({ ask: 'close' });
    await this.#worker.terminate();
  }

  #ask(request: SnapshotRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#worker.off('message', onAnswer);
        this.#worker.off('error', onError);
      };
      const onAnswer = (answer: SnapshotAnswer): void => {
        settle();
        if (answer.type === 'answer') resolve(answer.value);
        else reject(unpackFailure(answer));
      };
      const onError = (error: Error): void => {
        settle();
        reject(unpackFailure(packFailure(error)));
      };
      this.#worker.on('message', onAnswer);
      this.#worker.on('error', onError);
      this.#worker.postMessage(request);
    });
  }
}
