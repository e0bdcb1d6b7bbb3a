import { isVerified, type Backup } from '../domain/backup/backup.ts';
import { damageKindOf } from '../domain/backup/damage.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { BackupNotFoundException } from '../domain/exceptions/backup-not-found-exception.ts';
import { findBackup, lookUp } from './backups/find-backup.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';
import type { Copy, StoreFailure } from './stores/restore-points.ts';

export interface FindCopyCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  /** Only this store; `undefined` looks in all. */
  readonly store?: string | undefined;
  /** The copy will be changed: a store that does not answer must not send the change to another copy. */
  readonly isChange?: boolean | undefined;
  /** The database will be read: a copy of a delta without the backups below it comes after one that has them. */
  readonly isRestored?: boolean | undefined;
}

/** Finds the copy of a backup that a use case works on. */
export class FindCopy {
  readonly #stores: readonly NamedStore[];

  constructor({ stores }: { readonly stores: readonly NamedStore[] }) {
    this.#stores = stores;
  }

  /**
   * The copy in the primary store; where that has none that can be used, the first verified copy, else the first one. The
   * other stores are not listed when the copy in the primary store is used.
   * @throws UsageException no store has this name
   * @throws BackupNotFoundException
   * @throws BackupManagerException no store that answers has a copy, and a store does not answer
   */
  async execute({ filename, store, isChange = false, isRestored = false }: FindCopyCommand): Promise<Copy> {
    const [only, ...others] = store === undefined ? this.#stores : [storeNamed(this.#stores, store)];
    if (only === undefined) throw new TypeError('there is a store');
    if (others.length === 0) return { store: only.name, backup: await findBackup(only.store, filename) };
    const failures: StoreFailure[] = [];
    let unverified: Copy | undefined;
    for (const named of [only, ...others]) {
      const backup = await this.#lookUp(named, filename, failures);
      if (isChange && failures[0] !== undefined) throw failures[0].error;
      if (backup === undefined) continue;
      const copy = { store: named.name, backup };
      const isUsable = !isRestored || damageKindOf(backup) !== 'not_restorable';
      if ((named === only && isUsable) || isVerified(backup)) return copy;
      unverified ??= copy;
    }
    if (unverified !== undefined) return unverified;
    throw failures[0]?.error ?? notFound(filename, this.#stores);
  }

  async #lookUp(
    { name, store }: NamedStore,
    filename: string,
    failures: StoreFailure[],
  ): Promise<Backup | undefined> {
    try {
      return await lookUp(store, filename);
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      failures.push({ store: name, error });
      return undefined;
    }
  }
}

/** No store has a backup of this name. */
export function notFound(filename: string, stores: readonly NamedStore[]): BackupNotFoundException {
  const names = stores.map(({ name }) => name);
  return new BackupNotFoundException(`no backup ${filename} in the stores ${names.join(', ')}`, {
    hint: 'List the backups: backup-manager list.',
    details: { filename, stores: names },
  });
}
