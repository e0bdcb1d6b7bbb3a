import { listRestorePoints, type Listing } from './stores/restore-points.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';

export interface ListBackupsCommand {
  readonly database?: string | undefined;
  /** Only this store; `undefined` lists all. */
  readonly store?: string | undefined;
}

/** Lists the backups of all stores, newest first, each with its copies; other tools' files included. */
export class ListBackups {
  readonly #stores: readonly NamedStore[];

  constructor({ stores }: { readonly stores: readonly NamedStore[] }) {
    this.#stores = stores;
  }

  /**
   * A store that cannot be listed does not fail the others.
   * @throws UsageException no store has this name
   * @throws BackupManagerException no store can be listed
   */
  async execute({ database, store }: ListBackupsCommand): Promise<Listing> {
    const stores = store === undefined ? this.#stores : [storeNamed(this.#stores, store)];
    return listRestorePoints(stores, { database });
  }
}
