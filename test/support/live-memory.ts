import { existsSync, readFileSync, rmSync } from 'node:fs';
import { until } from './cli-process.ts';

/** Reads how much memory of a product's process is in use after a collection. */
export class LiveMemory {
  /** Node flags of the process. */
  readonly nodeFlags = ['--expose-gc', `--import=${new URL('report-live-memory.ts', import.meta.url).href}`];
  readonly #path: string;

  /** @param path a file for the answers */
  constructor(path: string) {
    this.#path = path;
  }

  get env(): Readonly<Record<string, string>> {
    return { LIVE_MEMORY: this.#path };
  }

  async bytesOf(pid: number): Promise<number> {
    rmSync(this.#path, { force: true });
    process.kill(pid, 'SIGUSR2');
    await until(() => existsSync(this.#path), 'the process has told of its memory');
    return Number(readFileSync(this.#path, 'utf8'));
  }
}
