import type { BackupType } from '../domain/backup/backup-type.ts';
import type { NameClash } from '../domain/databases/assign-names.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { DatabaseAccessException } from '../domain/exceptions/database-access-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { assertLabel } from './backups/capture-preconditions.ts';
import type { BackUpAndCleanUp, BackUpAndCleanUpResult } from './back-up-and-clean-up.ts';
import type { DatabaseInventory, Inventory } from './databases/database-inventory.ts';
import type { DiscoveryProblem } from './ports/database-discovery.ts';
import type { Logger } from './ports/logger.ts';
import type { SourceRef } from '../domain/databases/database-ref.ts';

export interface BackUpAllCommand {
  /** Only these; `undefined` takes every database. */
  readonly databases?: readonly SourceRef[] | undefined;
  /** Only the database of this name. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
  /** See CreateBackupCommand. */
  readonly type?: BackupType | undefined;
  readonly moved?: boolean | undefined;
}

/** The result of one database. */
export type BackUpOutcome = { readonly database: string | undefined; readonly path: string } & (
  | { readonly result: BackUpAndCleanUpResult; readonly error?: undefined }
  | { readonly error: BackupManagerException; readonly result?: undefined }
);

export interface BackUpAllResult extends Pick<Inventory, 'appeared' | 'vanished'> {
  /** One per database, in the order of configuration or discovery; never empty. */
  readonly outcomes: readonly BackUpOutcome[];
}

export interface BackUpAllOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each database, in the order of completion. */
  readonly onOutcome?: ((outcome: BackUpOutcome, done: number, total: number) => void) | undefined;
}

export interface BackUpAllPolicy {
  /** How many databases are backed up at the same time. */
  readonly concurrency: number;
}

export interface BackUpAllPorts {
  readonly inventory: Pick<DatabaseInventory, 'refresh'>;
  readonly createBackup: Pick<BackUpAndCleanUp, 'execute'>;
  readonly logger: Logger;
}

/** Backs up many databases, several at a time; a failure does not stop the others. */
export class BackUpAll {
  readonly #ports: BackUpAllPorts;
  readonly #policy: BackUpAllPolicy;

  constructor(ports: BackUpAllPorts, policy: BackUpAllPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * @throws UsageException there is nothing to back up, or no database of that name; the label is too long
   * @throws any bug, once the other databases are done
   */
  async execute(command: BackUpAllCommand, options: BackUpAllOptions = {}): Promise<BackUpAllResult> {
    assertLabel(command.label);
    const inventory =
      command.databases === undefined ? await this.#ports.inventory.refresh(options) : undefined;
    if (inventory !== undefined) this.#reportChanges(inventory);
    const wanted = ({ name }: { readonly name?: string | undefined }): boolean =>
      command.database === undefined || name === command.database;
    const sources = (command.databases ?? inventory?.databases ?? []).filter(wanted);
    const rejected = refusals(inventory, wanted, command.database !== undefined && sources.length > 0);
    const total = sources.length + rejected.length;
    if (total === 0) throw nothingToBackUp(command.database);
    let done = 0;
    const end = (outcome: BackUpOutcome): BackUpOutcome => {
      done += 1;
      options.onOutcome?.(outcome, done, total);
      return outcome;
    };
    const refused = rejected.map(end);
    const outcomes = await this.#each(sources, async (source) =>
      end(await this.#backUp(source, withoutDoubt(command, source, inventory), options)),
    );
    const { appeared = [], vanished = [] } = inventory ?? {};
    return { outcomes: [...outcomes, ...refused], appeared, vanished };
  }

  /** Waits for all, even after a bug: nothing may continue in the background. */
  async #each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
    const results: PromiseSettledResult<R>[] = [];
    const queue = [...items.entries()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, item] = next;
        const [result] = await Promise.allSettled([work(item)]);
        results[index] = result;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#policy.concurrency, items.length) }, worker));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  async #backUp(
    { name, path }: SourceRef,
    { label, moved, type }: BackUpAllCommand,
    { signal }: BackUpAllOptions,
  ): Promise<BackUpOutcome> {
    // Databases not started yet need no run to be cancelled.
    if (signal?.aborted === true) return { database: name, path, error: cancelled(name ?? path) };
    try {
      const result = await this.#ports.createBackup.execute(
        {
          ...{ sourcePath: path, database: name, label },
          ...(type !== undefined && { type }),
          ...(moved !== undefined && { moved }),
        },
        { signal },
      );
      return { database: name, path, result };
    } catch (error) {
      if (!(error instanceof BackupManagerException)) throw error;
      return { database: name, path, error };
    }
  }

  #reportChanges({ appeared, vanished, problems }: Inventory): void {
    for (const database of appeared) this.#ports.logger.info(`new database: ${database}`, { database });
    for (const { name, path } of vanished) {
      this.#ports.logger.warn(`database gone: ${name}, no longer at ${path}`, { database: name, path });
    }
    for (const { message, hint } of problems) this.#ports.logger.warn(message, { hint });
  }
}

/** Of two discovered databases with one name it is unclear which was moved: the path is required. */
function withoutDoubt(
  command: BackUpAllCommand,
  { name }: SourceRef,
  inventory: Inventory | undefined,
): BackUpAllCommand {
  const isInDoubt = inventory?.clashes.some((clash) => clash.name === name) ?? false;
  return isInDoubt ? { ...command, moved: undefined } : command;
}

/** The problems of the requested databases. */
function refusals(
  inventory: Inventory | undefined,
  wanted: (database: { readonly name?: string | undefined }) => boolean,
  isFound: boolean,
): readonly BackUpOutcome[] {
  if (inventory === undefined) return [];
  // For one named and found database, other problems of the directory do not matter.
  if (isFound) return [];
  const { clashes, problems, failure } = inventory;
  const refused = [...clashes.filter(wanted).map(asRefusal), ...problems.map(asUnknown)];
  if (failure === undefined) return refused;
  const path = failure.details['path'];
  return [...refused, { database: undefined, path: typeof path === 'string' ? path : '', error: failure }];
}

/** An unreadable place may contain a database: skipping it silently could lose it. */
function asUnknown({ path, message, hint }: DiscoveryProblem): BackUpOutcome {
  return {
    database: undefined,
    path,
    error: new DatabaseAccessException(message, { hint, details: { path } }),
  };
}

function asRefusal({ name, path, otherPath }: NameClash): BackUpOutcome {
  const error = new UsageException(`the name ${name} belongs to ${otherPath}, not to ${path}`, {
    hint: `Give this one another name: {"name": "${name}-2", "path": ${JSON.stringify(path)}} in databases.`,
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
        hint: 'Check databases and databases_directory (backup-manager config).',
        details: { database },
      });
}
