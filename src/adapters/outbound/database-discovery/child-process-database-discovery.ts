import type {
  DatabaseDiscovery,
  DiscoveredDatabases,
  DiscoveryRequest,
} from '../../../application/ports/database-discovery.ts';
import type { TaskProcess } from '../child-process/task-process.ts';

/** Looks in a child process: reading a header opens the file, which would drop the locks of whoever embeds us. */
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
