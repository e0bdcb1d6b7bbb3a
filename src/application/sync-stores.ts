import { isManaged } from '../domain/backup/backup.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import type { RetentionPolicies } from '../domain/retention/retention-policy.ts';
import type { Clock } from './ports/clock.ts';
import type { RunCoordinator, RunOptions } from './runs/run-coordinator.ts';
import { BackupCopier, type BackupCopierPorts } from './stores/backup-copier.ts';
import {
  copyFacts,
  failureOf,
  joinOutcomes,
  type CopiesReport,
  type CopyOutcomes,
} from './stores/copies-report.ts';
import { planMissingCopies, type CopyPlan, type ListedStore } from './stores/copy-plan.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';
import { plannedOutcomes } from './stores/planned-outcomes.ts';
import { listEach, type StoreListing } from './stores/restore-points.ts';

export interface SyncStoresCommand {
  /** Only this store gets copies; `undefined`: every store. */
  readonly store?: string | undefined;
  /** `undefined`: all databases. */
  readonly database?: string | undefined;
  /** Report only, copy nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface SyncStoresPolicy {
  /** Per database. */
  readonly timeoutMs: number;
}

export interface SyncStoresPorts extends BackupCopierPorts {
  readonly stores: readonly NamedStore[];
  /** Retention of a store. */
  readonly retentionOf: (store: NamedStore) => RetentionPolicies;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Copies to each store the verified backups that it lacks and that its own retention would keep, with the backups below
 * them.
 */
export class SyncStores {
  readonly #ports: SyncStoresPorts;
  readonly #copier: BackupCopier;
  readonly #coordinator: RunCoordinator;
  readonly #policy: SyncStoresPolicy;

  constructor(ports: SyncStoresPorts, coordinator: RunCoordinator, policy: SyncStoresPolicy) {
    this.#ports = ports;
    this.#copier = new BackupCopier(ports);
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * Idempotent: a repeated call continues where the last one ended. A store, database or backup that fails does not stop
   * the others; it is in the report.
   * @throws UsageException no store has this name, or there is only one
   * @throws OperationInProgressException the one requested database is locked
   * @throws OperationCancelledException
   */
  async execute(command: SyncStoresCommand, options: RunOptions = {}): Promise<CopiesReport> {
    const { stores } = this.#ports;
    const targets = command.store === undefined ? stores : [storeNamed(stores, command.store)];
    if (stores.length < 2) throw oneStore();
    const { dryRun = false } = command;
    const listings = await listEach(stores, command);
    const unusable = failuresOf(listings, targets, command.database);
    const reports: Partial<CopyOutcomes>[] = [unusable];
    for (const database of databasesIn(listings)) {
      reports.push(
        dryRun
          ? plannedOutcomes(this.#plan(database, listings, targets))
          : await this.#syncDatabase(database, targets, command, options),
      );
    }
    return { ...withoutRepetitions(joinOutcomes(reports)), dryRun };
  }

  #plan(database: string, listings: readonly StoreListing[], targets: readonly NamedStore[]): CopyPlan {
    const listed: readonly ListedStore[] = listings.flatMap(({ named, backups }) =>
      backups === undefined
        ? []
        : [{ named, backups: backups.filter((backup) => backup.database === database) }],
    );
    const plans = listed
      .filter(({ named }) => targets.includes(named))
      .map((target) =>
        planMissingCopies(
          database,
          target,
          listed.filter((other) => other !== target),
          { policies: this.#ports.retentionOf(target.named), now: this.#ports.clock.now() },
        ),
      );
    return {
      copies: plans.flatMap(({ copies }) => copies),
      skipped: plans.flatMap(({ skipped }) => skipped),
    };
  }

  async #syncDatabase(
    database: string,
    targets: readonly NamedStore[],
    command: SyncStoresCommand,
    { signal, lockWaitMs }: RunOptions,
  ): Promise<CopyOutcomes> {
    const { timeoutMs } = this.#policy;
    const outcomes: Partial<CopyOutcomes>[] = [];
    const all = (): CopyOutcomes => joinOutcomes(outcomes);
    try {
      await this.#coordinator.perform(
        { operation: 'sync', database, timeoutMs, signal, lockWaitMs },
        async (run) => {
          // Listed again under the lock: a backup may have been removed, verified or created.
          const listings = await listEach(this.#ports.stores, { database });
          outcomes.push(failuresOf(listings, targets, database));
          const { copies, skipped } = this.#plan(database, listings, targets);
          outcomes.push({ skipped });
          await this.#copier.copyAll(copies, run, (outcome) => outcomes.push(outcome));
          return {
            value: undefined,
            facts: { ...copyFacts(all()), ...storeFact(command) },
            failure: failureOf(all()),
          };
        },
      );
    } catch (error) {
      const isOurs =
        error instanceof BackupManagerException && !(error instanceof OperationCancelledException);
      if (!isOurs || (command.database !== undefined && outcomes.length === 0)) throw error;
      const failed = targets.map(({ name }) => ({ filename: undefined, database, store: name, error }));
      outcomes.push({ failed });
    }
    return all();
  }
}

/** A sync of one store says nothing about the others. */
function storeFact({ store }: SyncStoresCommand): { readonly store?: string } {
  return store === undefined ? {} : { store };
}

/** The stores that cannot be listed. */
function failuresOf(
  listings: readonly StoreListing[],
  targets: readonly NamedStore[],
  database: string | undefined,
): Pick<CopyOutcomes, 'failed' | 'sourceFailures'> {
  const failures = listings.flatMap(({ named, error }) =>
    error === undefined
      ? []
      : [{ named, failure: { filename: undefined, database, store: named.name, error } }],
  );
  return {
    failed: failures.filter(({ named }) => targets.includes(named)).map(({ failure }) => failure),
    sourceFailures: failures.filter(({ named }) => !targets.includes(named)).map(({ failure }) => failure),
  };
}

function databasesIn(listings: readonly StoreListing[]): readonly string[] {
  const managed = listings.flatMap(({ backups = [] }) => backups.filter(isManaged));
  return [...new Set(managed.flatMap(({ database }) => database ?? []))].sort();
}

/** A store that cannot be listed fails once for all databases. */
function withoutRepetitions(outcomes: CopyOutcomes): CopyOutcomes {
  const isFirst = <
    T extends { readonly store: string; readonly error: Error; readonly filename: string | undefined },
  >(
    one: T,
    index: number,
    all: readonly T[],
  ): boolean =>
    one.filename !== undefined ||
    all.findIndex(
      (other) =>
        other.filename === undefined &&
        other.store === one.store &&
        other.error.message === one.error.message,
    ) === index;
  return {
    ...outcomes,
    failed: outcomes.failed.filter(isFirst),
    sourceFailures: outcomes.sourceFailures.filter(isFirst),
  };
}

function oneStore(): UsageException {
  return new UsageException('there is only one store: nothing can be copied', {
    hint: 'Add another one to the setting stores.',
  });
}
