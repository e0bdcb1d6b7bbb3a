import { TaskProcess, type StandbyProcess } from '../child-process/task-process.ts';
import type { SpoolCopyRequest } from './spool-copy.ts';

/**
 * Copies a database to a spool in a second process: the copy closes a descriptor of the database, which would drop this
 * process's locks. It can start before the locks are taken: while they are held, writers wait.
 */
export class SpoolCopier {
  #process: StandbyProcess | undefined;

  standBy(): StandbyProcess {
    return (this.#process ??= startProcess());
  }

  /** @throws as copyToSpool */
  async copy(from: string, to: string): Promise<void> {
    const request: SpoolCopyRequest = { from, to };
    // No signal: a cancelled capture kills this process, and its child ends with it.
    const { signal } = new AbortController();
    await this.standBy().run('copy-to-spool', request, { signal });
  }

  /** Ends the process. Idempotent. */
  async dismiss(): Promise<void> {
    await this.#process?.dismiss();
  }
}

function startProcess(): StandbyProcess {
  const entry = process.argv[1];
  if (entry === undefined) throw new TypeError('the task worker does not know its entry file');
  return new TaskProcess(entry, { isWaitedFor: true }).standBy();
}
