import type { NameClash } from '../domain/databases/settle-names.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { DatabaseAccessException } from '../domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { assertLabel } from './backups/capture-preconditions.ts';
import type { BackUpAndCleanUp, BackUpAndCleanUpResult } from './back-up-and-clean-up.ts';
import type { DatabaseInventory, Inventory } from './databases/database-inventory.ts';
import type { DiscoveryProblem } from './ports/database-discovery.ts';
import type { Logger } from './ports/logger.ts';

export interface BackUpAllCommand {
  /** These and no others; `undefined` takes every database there is. */
  readonly databases?: readonly DatabaseToBackUp[] | undefined;
  /** Only the one of this name. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
  /** Whether those whose backups so far were made of another path were moved; see CreateBackupCommand. */
  readonly moved?: boolean | undefined;
}

export interface DatabaseToBackUp {
  /** The name its backups are kept under; `undefined` derives it from the path. */
  readonly name: string | undefined;
  readonly path: string;
}

/** What became of one database. */
export type BackUpOutcome = { readonly database: string | undefined; readonly path: string } & (
  | { readonly result: BackUpAndCleanUpResult; readonly error?: undefined }
  | { readonly error: BackupManagerException; readonly result?: undefined }
);

export interface BackUpAllResult extends Pick<Inventory, 'appeared' | 'vanished'> {
  /** One for each database, in the order they are configured or found; never empty. */
  readonly outcomes: readonly BackUpOutcome[];
}

export interface BackUpAllOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of each database as soon as it is done, in the order of their ends. */
  readonly onOutcome?: ((outcome: BackUpOutcome, done: number, total: number) => void) | undefined;
}

export interface BackUpAllPolicy {
  /** How many databases are worked on at the same time. */
  readonly concurrency: number;
}

/** Backs up many databases, several at a time; one that fails does not stop the others. */
export class BackUpAll {
  readonly #inventory: Pick<DatabaseInventory, 'refresh'>;
  readonly #createBackup: Pick<BackUpAndCleanUp, 'execute'>;
  readonly #logger: Logger;
  readonly #policy: BackUpAllPolicy;

  constructor(
    inventory: Pick<DatabaseInventory, 'refresh'>,
    createBackup: Pick<BackUpAndCleanUp, 'execute'>,
    logger: Logger,
    policy: BackUpAllPolicy,
  ) {
    this.#inventory = inventory;
    this.#createBackup = createBackup;
    this.#logger = logger;
    this.#policy = policy;
  }

  /**
   * @throws UsageException there is nothing to back up, or nothing of that name; the label is too long
   * @throws whatever is a bug of ours, once the other databases are done
   */
  async execute(command: BackUpAllCommand, options: BackUpAllOptions = {}): Promise<BackUpAllResult> {
    assertLabel(command.label);
    const inventory = command.databases === undefined ? await this.#inventory.refresh(options) : undefined;
    if (inventory !== undefined) this.#tell(inventory);
    const wanted = ({ name }: { readonly name?: string | undefined }): boolean =>
      command.database === undefined || name === command.database;
    const sources = (command.databases ?? inventory?.databases ?? []).filter(wanted);
    const hopeless = refusals(inventory, wanted, command.database !== undefined && sources.length > 0);
    const total = sources.length + hopeless.length;
    if (total === 0) throw nothingToBackUp(command.database);
    let done = 0;
    const end = (outcome: BackUpOutcome): BackUpOutcome => {
      done += 1;
      options.onOutcome?.(outcome, done, total);
      return outcome;
    };
    const refused = hopeless.map(end);
    const outcomes = await this.#each(sources, async (source) =>
      end(await this.#backUp(source, withoutDoubt(command, source, inventory), options)),
    );
    const { appeared = [], vanished = [] } = inventory ?? {};
    return { outcomes: [...outcomes, ...refused], appeared, vanished };
  }

  /** All of them come to their end, whatever one does: nothing goes on behind the caller's back. */
  async #each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
    const results: PromiseSettledResult<R>[] = [];
    const queue = [...items.entries()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, item] = next;
        const [settled] = await Promise.allSettled([work(item)]);
        results[index] = settled;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#policy.concurrency, items.length) }, worker));
    return results.map((settled) => {
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    });
  }

  async #backUp(
    { name, path }: DatabaseToBackUp,
    { label, moved }: BackUpAllCommand,
    { signal }: BackUpAllOptions,
  ): Promise<BackUpOutcome> {
    // Those that were not begun need no run of their own to be cancelled.
    if (signal?.aborted === true) return { database: name, path, error: cancelled(name ?? path) };
    try {
      const result = await this.#createBackup.execute(
        { sourcePath: path, database: name, label, ...(moved !== undefined && { moved }) },
        { signal },
      );
      return { database: name, path, result };
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      return { database: name, path, error };
    }
  }

  #tell({ appeared, vanished, problems }: Inventory): void {
    for (const database of appeared) this.#logger.info(`new database: ${database}`, { database });
    for (const { name, path } of vanished) {
      this.#logger.warn(`database gone: ${name}, no longer at ${path}`, { database: name, path });
    }
    for (const { message, hint } of problems) this.#logger.warn(message, { hint });
  }
}

/** Of two databases that were found with one name nothing says which of them was moved: its path has to be named. */
function withoutDoubt(
  command: BackUpAllCommand,
  { name }: DatabaseToBackUp,
  inventory: Inventory | undefined,
): BackUpAllCommand {
  const isInDoubt = inventory?.clashes.some((clash) => clash.name === name) ?? false;
  return isInDoubt ? { ...command, moved: undefined } : command;
}

/** What was meant and cannot be tried. */
function refusals(
  inventory: Inventory | undefined,
  wanted: (database: { readonly name?: string | undefined }) => boolean,
  isFound: boolean,
): readonly BackUpOutcome[] {
  if (inventory === undefined) return [];
  // For one named database that is there the rest of the directory does not matter.
  if (isFound) return [];
  const { clashes, problems, failure } = inventory;
  const refused = [...clashes.filter(wanted).map(asRefusal), ...problems.map(asUnknown)];
  if (failure === undefined) return refused;
  const path = failure.details['path'];
  return [...refused, { database: undefined, path: typeof path === 'string' ? path : '', error: failure }];
}

/** What could not be looked into may be a database: leaving it out in silence could lose it. */
function asUnknown({ path, message, hint }: DiscoveryProblem): BackUpOutcome {
  return {
    database: undefined,
    path,
    error: new DatabaseAccessException(message, { hint, details: { path } }),
  };
}

function asRefusal({ name, path, otherPath }: NameClash): BackUpOutcome {
  const error = new UsageException(`the name ${name} stands for ${otherPath}, not for ${path}`, {
    hint: `Give this one a name of its own: {"name": "${name}-2", "path": ${JSON.stringify(path)}} in databases.`,
    details: { database: name, path, other_path: otherPath },
  });
  return { database: name, path, error };
}

function cancelled(what: string): OperationCancelledException {
  return new OperationCancelledException(`create of ${what} was cancelled`, {
    hint: 'No partial file was left. Run the command again.',
  });
}

function nothingToBackUp(database: string | undefined): UsageException {
  return database === undefined
    ? new UsageException('no database is configured', {
        hint: 'Set database_path, databases or databases_directory in config/backup_config.json.',
      })
    : new UsageException(`no database named ${database} is configured or found`, {
        hint: 'Look at databases and databases_directory (backup-manager config).',
        details: { database },
      });
}
