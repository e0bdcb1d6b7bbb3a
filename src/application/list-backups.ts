import type { Backup } from '../domain/backup/backup.ts';
import type { BackupStore } from './ports/backup-store.ts';

export interface ListBackupsCommand {
  readonly database?: string | undefined;
}

/** Lists the backup directory, newest first, other tools' files included. */
export class ListBackups {
  readonly #store: BackupStore;

  constructor({ store }: { readonly store: BackupStore }) {
    this.#store = store;
  }

  /** @throws BackupDirectoryException the directory cannot be read */
  async execute(command: ListBackupsCommand): Promise<readonly Backup[]> {
    return this.#store.list(command);
  }
}
