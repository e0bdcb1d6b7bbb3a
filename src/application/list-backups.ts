import { listRestorePoints, type Listing } from './stores/restore-points.ts';
import { selectStores, type StoreSelection, type StoreSelectionPorts } from './stores/select-stores.ts';

export interface ListBackupsCommand extends StoreSelection {
  readonly database?: string | undefined;
}

/** Lists the backups of all stores, newest first, each with its copies; other tools' files included. */
export class ListBackups {
  readonly #ports: StoreSelectionPorts;

  constructor(ports: StoreSelectionPorts) {
    this.#ports = ports;
  }

  /**
   * A store that cannot be listed does not fail the others.
   * @throws UsageException no store has this name
   * @throws BackupNotFoundException the store has no backups of the named host
   * @throws BackupManagerException no store can be listed
   */
  async execute({ database, ...selection }: ListBackupsCommand): Promise<Listing> {
    return listRestorePoints(await selectStores(this.#ports, selection), { database });
  }
}
