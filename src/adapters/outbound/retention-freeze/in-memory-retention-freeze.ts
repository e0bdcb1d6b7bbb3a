import type { RetentionFreeze } from '../../../application/ports/retention-freeze.ts';

/** Freezes what it is told to. */
export class InMemoryRetentionFreeze implements RetentionFreeze {
  readonly #reasons = new Map<string, string>();

  freeze(database: string, reason: string): void {
    this.#reasons.set(database, reason);
  }

  frozenReason(database: string): Promise<string | undefined> {
    return Promise.resolve(this.#reasons.get(database));
  }
}
