import { Worker } from 'node:worker_threads';
import type { SourceCheck, SourceCheckLevel } from '../../../domain/backup/manifest.ts';
import { packFailure, unpackFailure, type CarriedFailure } from '../task-worker/task-failures.ts';
import type { SnapshotFacts } from '../sqlite-file/read-transaction.ts';

export type SnapshotRequest =
  | { readonly ask: 'open'; readonly path: string; readonly busyTimeoutMs: number }
  | { readonly ask: 'check'; readonly level: SourceCheckLevel }
  | { readonly ask: 'close' };

export type SnapshotAnswer = { readonly type: 'answer'; readonly value: unknown } | CarriedFailure;

/**
 * A read transaction in its own thread: SQLite's calls block, and pages must stream on while it checks the content.
 * The thread shares this process's POSIX locks.
 */
export class SnapshotThread {
  readonly #worker: Worker;
  #closed: Promise<void> | undefined;

  constructor() {
    // tsc does not rewrite file names in URLs.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./snapshot-worker.${ending}`, import.meta.url));
  }

  /** @throws as ReadTransaction.open */
  async open(path: string, busyTimeoutMs: number): Promise<SnapshotFacts> {
    return (await this.#ask({ ask: 'open', path, busyTimeoutMs })) as SnapshotFacts;
  }

  /** Checks the snapshot. */
  async check(level: SourceCheckLevel): Promise<SourceCheck> {
    return (await this.#ask({ ask: 'check', level })) as SourceCheck;
  }

  /** Ends the transaction and the thread. Idempotent. */
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
