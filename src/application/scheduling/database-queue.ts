interface Waiting {
  readonly database: string;
  readonly work: () => Promise<void>;
}

/**
 * Work on several databases at a time, on each of them one after another in the order in which it came: it would only
 * be refused the database's lock otherwise.
 */
export class DatabaseQueue {
  readonly #mostAtATime: number;
  readonly #busy = new Set<string>();
  #waiting: readonly Waiting[] = [];
  #idle: readonly (() => void)[] = [];

  constructor(mostAtATime: number) {
    this.#mostAtATime = mostAtATime;
  }

  /** @param work begins in its turn; it must not reject */
  add(database: string, work: () => Promise<void>): void {
    this.#waiting = [...this.#waiting, { database, work }];
    this.#begin();
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#waiting = [];
  }

  /** Resolves when nothing is at work. */
  async idle(): Promise<void> {
    if (this.#busy.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = [...this.#idle, resolve];
    });
  }

  #begin(): void {
    while (this.#busy.size < this.#mostAtATime) {
      const next = this.#waiting.find(({ database }) => !this.#busy.has(database));
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#busy.add(next.database);
      void next.work().finally(() => {
        this.#busy.delete(next.database);
        this.#begin();
      });
    }
    if (this.#busy.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
