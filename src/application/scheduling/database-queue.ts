interface Waiting {
  readonly database: string;
  readonly work: () => Promise<void>;
}

/**
 * Works on several databases at a time, and on each in order: at the same time the database's lock would
 * refuse.
 */
export class DatabaseQueue {
  readonly #mostAtATime: number;
  readonly #busy = new Set<string>();
  #waiting: readonly Waiting[] = [];
  #idle: readonly (() => void)[] = [];

  constructor(mostAtATime: number) {
    this.#mostAtATime = mostAtATime;
  }

  /** @param work must not reject */
  add(database: string, work: () => Promise<void>): void {
    this.#waiting = [...this.#waiting, { database, work }];
    this.#start();
  }

  /** Drops work that has not started. */
  clear(): void {
    this.#waiting = [];
  }

  /** Resolves when nothing is running. */
  async idle(): Promise<void> {
    if (this.#busy.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = [...this.#idle, resolve];
    });
  }

  #start(): void {
    while (this.#busy.size < this.#mostAtATime) {
      const next = this.#waiting.find(({ database }) => !this.#busy.has(database));
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#busy.add(next.database);
      void next.work().finally(() => {
        this.#busy.delete(next.database);
        this.#start();
      });
    }
    if (this.#busy.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle = [];
  }
}
