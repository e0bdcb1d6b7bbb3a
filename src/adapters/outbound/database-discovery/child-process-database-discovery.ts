import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryRequest,
} from '../../../application/ports/database-discovery.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';

/** In a child process: closing an opened file would drop this process's locks on it. */
export class ChildProcessDatabaseDiscovery implements DatabaseDiscovery {
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  discover(
    request: DiscoveryRequest,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<DiscoveredDatabases> {
    return this.#process.run('discover-databases', request, { signal });
  }
}
