import type { RetentionPause } from '../../../application/ports/retention-pause.ts';

/** Freezes what it is told to. */
export class InMemoryRetentionPause implements RetentionPause {
  readonly #reasons = new Map<string, string>();

  freeze(database: string, reason: string): void {
    this.#reasons.set(database, reason);
  }

  pausedReason(database: string): Promise<string | undefined> {
    return Promise.resolve(this.#reasons.get(database));
  }
}
