import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';

/** Which operation holds which database. */
export type HeldOperations = Map<string, Operation>;

/** Locks within one process; locks that share the same table shut each other out. */
export class InMemoryOperationLock implements OperationLock {
  /** What the disk does not guarantee; a test adds what it is about. */
  readonly missing: RunWarning[] = [];
  readonly #held: HeldOperations;

  constructor(held: HeldOperations = new Map()) {
    this.#held = held;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const owner = this.#held.get(database);
    if (owner !== undefined) {
      throw new OperationInProgressException(`another ${owner} of ${database} is running`, {
        hint: 'Wait until it has ended.',
        details: { database, owner: { operation: owner } },
      });
    }
    this.#held.set(database, operation);
    let released = false;
    const release = (): Promise<void> => {
      // A second release must not free the lock of the next owner.
      if (!released) this.#held.delete(database);
      released = true;
      return Promise.resolve();
    };
    return { release, warnings: this.missing };
  }
}
