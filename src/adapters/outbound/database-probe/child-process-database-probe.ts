import type {
  DatabaseProbe,
  DatabaseProbeFacts,
  EngineFacts,
  ProbeOptions,
} from '../../../application/ports/database-probe.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';

/** Probes a source with the native engine, in a child process. */
export class NativeDatabaseProbe implements DatabaseProbe {
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async probe(sourcePath: string, { busyTimeoutMs, signal }: ProbeOptions): Promise<DatabaseProbeFacts> {
    return this.#process.run('probe-natively', { sourcePath, busyTimeoutMs }, { signal });
  }

  async engine(): Promise<EngineFacts> {
    const { signal } = new AbortController();
    return { engine: 'native', sqliteVersion: await this.#process.run('version-natively', {}, { signal }) };
  }
}

/** Probes a source with the sqljs engine, in a child process. */
export class SqlJsDatabaseProbe implements DatabaseProbe {
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async probe(sourcePath: string, { busyTimeoutMs, signal }: ProbeOptions): Promise<DatabaseProbeFacts> {
    return this.#process.run('probe-with-sql-js', { sourcePath, busyTimeoutMs }, { signal });
  }

  async engine(): Promise<EngineFacts> {
    const { signal } = new AbortController();
    return { engine: 'sqljs', sqliteVersion: await this.#process.run('version-with-sql-js', {}, { signal }) };
  }
}
