import type { RetentionPause } from '../../../application/ports/retention-pause.ts';

/** Pauses retention of the given databases. */
export class InMemoryRetentionPause implements RetentionPause {
  readonly #reasons = new Map<string, string>();

  freeze(database: string, reason: string): void {
    this.#reasons.set(database, reason);
  }

  pausedReason(database: string): Promise<string | undefined> {
    return Promise.resolve(this.#reasons.get(database));
  }
}
