import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../api/api-problem.ts';

/** Data of the service. The last value stays while it is read again or cannot be read. */
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

  get value(): ReadonlySignal<T | undefined> {
    return this.#value;
  }

  get problem(): ReadonlySignal<ApiProblem | undefined> {
    return this.#problem;
  }

  get isLoading(): ReadonlySignal<boolean> {
    return this.#isLoading;
  }

  /** A call during a read causes one more read, because the running one may have missed the change. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#loading ??= this.#start();
    return this.#loading;
  }

  /** Reads now if the data is shown, else when it is shown next. */
  invalidate(): void {
    this.#isStale = true;
    if (this.#watchers > 0) void this.refresh();
  }

  /** @returns ends the watch */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#isStale && this.#loading === undefined) void this.refresh();
    return () => {
      this.#watchers -= 1;
    };
  }

  set(value: T): void {
    this.#value.value = value;
  }

  /** Also aborts a running read. */
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

  #start(): Promise<void> {
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

export interface ResourceReading<T> {
  readonly value: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
}

/** Watches the resource while the component is mounted. */
export function useResource<T>(resource: Resource<T>): ResourceReading<T> {
  useEffect(() => resource.watch(), [resource]);
  return {
    value: resource.value.value,
    problem: resource.problem.value,
    isLoading: resource.isLoading.value,
  };
}
