import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';

/** The running operation of each database. */
export type HeldOperations = Map<string, { readonly operation: Operation; readonly losing: AbortController }>;

/** Locks within one process; locks with the same table exclude each other. */
export class InMemoryOperationLock implements OperationLock {
  /** Warnings about the disk; a test adds its own. */
  readonly missing: RunWarning[] = [];
  readonly #held: HeldOperations;

  constructor(held: HeldOperations = new Map()) {
    this.#held = held;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const owner = this.#held.get(database)?.operation;
    if (owner !== undefined) {
      throw new OperationInProgressException(`another ${owner} of ${database} is running`, {
        hint: 'Wait until it has ended, then run the command again.',
        details: { database, owner: { operation: owner } },
      });
    }
    const entry = { operation, losing: new AbortController() };
    this.#held.set(database, entry);
    const isHeld = (): boolean => this.#held.get(database) === entry;
    const release = (): Promise<void> => {
      // A second release must not free the lock of the next owner.
      if (isHeld()) this.#held.delete(database);
      return Promise.resolve();
    };
    return {
      lost: entry.losing.signal,
      isHeld: () => Promise.resolve(isHeld()),
      release,
      warnings: this.missing,
    };
  }

  /** Simulates another process that took the lock away and has ended since. */
  lose(database: string): void {
    const entry = this.#held.get(database);
    this.#held.delete(database);
    entry?.losing.abort();
  }
}
