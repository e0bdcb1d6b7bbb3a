import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import type {
  CheckedAnchor,
  CleanupBackups,
  CleanupBackupsCommand,
  CleanupBackupsResult,
  DecidedFile,
} from './cleanup-backups.ts';
import type { StoreFailure } from './stores/restore-points.ts';

/** A row of a report, with the store of the file. */
export type InStore<Row> = Row & { readonly store: string };

export interface CleanupStoresResult {
  readonly removed: readonly InStore<DecidedFile>[];
  readonly kept: readonly InStore<DecidedFile>[];
  readonly failed: readonly InStore<CleanupBackupsResult['failed'][number]>[];
  readonly checked: readonly InStore<CheckedAnchor>[];
  /** Stored bytes of `removed`. */
  readonly freedBytes: number;
  /** Stores without a cleanup, because they cannot be used. */
  readonly storeFailures: readonly StoreFailure[];
  readonly dryRun: boolean;
}

/** Retention of one store. */
export interface StoreRetention {
  readonly store: string;
  /** False where retention runs elsewhere: then only a cleanup of this store alone runs it. */
  readonly isIncluded: boolean;
  readonly cleanupBackups: Pick<CleanupBackups, 'execute'>;
}

/** Applies retention in each store, by its own policy. */
export class CleanupStores {
  readonly #stores: readonly StoreRetention[];

  constructor({ retentions }: { readonly retentions: readonly StoreRetention[] }) {
    this.#stores = retentions.length === 1 ? retentions : retentions.filter(({ isIncluded }) => isIncluded);
  }

  /**
   * A store that fails does not stop the others; it is in `storeFailures`.
   * @throws BackupManagerException every store failed: the error of the first one, see CleanupBackups
   * @throws OperationCancelledException the caller's signal aborted
   */
  async execute(
    command: CleanupBackupsCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CleanupStoresResult> {
    const results: (readonly [store: string, result: CleanupBackupsResult])[] = [];
    const storeFailures: StoreFailure[] = [];
    for (const { store, cleanupBackups } of this.#stores) {
      try {
        results.push([store, await cleanupBackups.execute(command, options)]);
      } catch (error) {
        if (!(error instanceof BackupManagerException)) throw error;
        if (error instanceof OperationCancelledException) throw error;
        storeFailures.push({ store, error });
      }
    }
    const [first] = storeFailures;
    if (first !== undefined && results.length === 0) throw first.error;
    return {
      removed: results.flatMap(([store, { removed }]) => removed.map((row) => ({ ...row, store }))),
      kept: results.flatMap(([store, { kept }]) => kept.map((row) => ({ ...row, store }))),
      failed: results.flatMap(([store, { failed }]) => failed.map((row) => ({ ...row, store }))),
      checked: results.flatMap(([store, { checked }]) => checked.map((row) => ({ ...row, store }))),
      freedBytes: results.reduce((sum, [, { freedBytes }]) => sum + freedBytes, 0),
      storeFailures,
      dryRun: command.dryRun,
    };
  }
}
