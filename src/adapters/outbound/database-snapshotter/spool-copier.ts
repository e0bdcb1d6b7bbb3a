import { TaskProcess, type StandbyProcess } from '../child-process/task-process.ts';
import type { SpoolCopyRequest } from './spool-copy.ts';

/**
 * Copies a database into a spool by a second process. It closes a descriptor of the database, which would drop this
 * process's locks; and it can be started before there are any, for while they are held writers wait.
 */
export class SpoolCopier {
  #process: StandbyProcess | undefined;

  /** Starts the process, so that `copy` need not. Idempotent. */
  standBy(): StandbyProcess {
    return (this.#process ??= startProcess());
  }

  /** @throws as copyToSpool */
  async copy(from: string, to: string): Promise<void> {
    const request: SpoolCopyRequest = { from, to };
    // This process is killed as a whole when the capture is to stop; its child ends with it, and is waited for.
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
  if (entry === undefined) throw new TypeError('the capture process knows its own entry');
  return new TaskProcess(entry, { isWaitedFor: true }).standBy();
}
