import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../api/api-problem.ts';

/**
 * Something that is read from the service and may change there. While it is read anew the last value stands; a problem
 * stands beside it until a later read succeeds.
 */
export class Resource<T> {
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #value = signal<T | undefined>(undefined);
  readonly #problem = signal<ApiProblem | undefined>(undefined);
  readonly #isLoading = signal(false);
  #watchers = 0;
  #isStale = true;
  #current: AbortController | undefined;
  #loading: Promise<void> | undefined;

  constructor(load: (signal: AbortSignal) => Promise<T>) {
    this.#load = load;
  }

  /** `undefined` until the first read succeeds. */
  get value(): ReadonlySignal<T | undefined> {
    return this.#value;
  }

  get problem(): ReadonlySignal<ApiProblem | undefined> {
    return this.#problem;
  }

  get isLoading(): ReadonlySignal<boolean> {
    return this.#isLoading;
  }

  /**
   * Reads it. Whoever asks while it is being read gets one further read after that, shared with all others who ask:
   * what is under way may have been answered before the change that they ask for.
   */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#loading ??= this.#begin();
    return this.#loading;
  }

  /** It has changed at the service: read now if somebody looks, else when somebody does. */
  invalidate(): void {
    this.#isStale = true;
    if (this.#watchers > 0) void this.refresh();
  }

  /** Somebody looks at it. @returns what ends that */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#isStale && this.#loading === undefined) void this.refresh();
    return () => {
      this.#watchers -= 1;
    };
  }

  /** A value that came another way, such as the answer to a change. */
  set(value: T): void {
    this.#value.value = value;
  }

  /** Forgets everything, as after signing out, what is being read included. */
  clear(): void {
    this.#current?.abort();
    this.#loading = undefined;
    this.#isStale = true;
    batch(() => {
      this.#value.value = undefined;
      this.#problem.value = undefined;
      this.#isLoading.value = false;
    });
  }

  #begin(): Promise<void> {
    const current = new AbortController();
    this.#current = current;
    const loading = this.#loadUntilFresh(current.signal).finally(() => {
      if (this.#loading === loading) this.#loading = undefined;
    });
    return loading;
  }

  async #loadUntilFresh(stopping: AbortSignal): Promise<void> {
    this.#isLoading.value = true;
    do {
      this.#isStale = false;
      await this.#loadOnce(stopping);
      if (stopping.aborted) return;
    } while (this.#needsAnother());
    this.#isLoading.value = false;
  }

  #needsAnother(): boolean {
    return this.#isStale;
  }

  async #loadOnce(stopping: AbortSignal): Promise<void> {
    try {
      const value = await this.#load(stopping);
      if (stopping.aborted) return;
      batch(() => {
        this.#value.value = value;
        this.#problem.value = undefined;
      });
    } catch (error) {
      if (!stopping.aborted) this.#problem.value = problemFrom(error);
    }
  }
}
