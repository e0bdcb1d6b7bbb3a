import { isManaged, manifestOf, type Backup } from '../domain/backup/backup.ts';
import { damageOf } from '../domain/backup/damage.ts';
import { groupByDatabase } from '../domain/backup/group-by-database.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { findBackup } from './backups/find-backup.ts';
import type { RunCoordinator, RunOptions } from './runs/run-coordinator.ts';
import { BackupCopier, type BackupCopierPorts } from './stores/backup-copier.ts';
import {
  copyFacts,
  failureOf,
  joinOutcomes,
  type CopiesReport,
  type CopyOutcomes,
} from './stores/copies-report.ts';
import { planNamedCopies, type CopyPlan } from './stores/copy-plan.ts';
import { plannedOutcomes } from './stores/planned-outcomes.ts';
import { storeNamed, type NamedStore } from './stores/named-store.ts';

export interface CopyBackupsCommand {
  /** File name of a backup, or its path; `undefined` copies all. */
  readonly filename?: string | undefined;
  /** Without a file name: only the backups of this database. */
  readonly database?: string | undefined;
  /** Names of stores. */
  readonly from: string;
  readonly to: string;
  /** Report only, copy nothing. */
  readonly dryRun?: boolean | undefined;
}

export interface CopyBackupsPolicy {
  /** Per database. */
  readonly timeoutMs: number;
}

export interface CopyBackupsPorts extends BackupCopierPorts {
  readonly stores: readonly NamedStore[];
}

interface StorePair {
  readonly source: NamedStore;
  readonly target: NamedStore;
}

/**
 * Copies backups from one store to another, whatever retention of the target says; of a delta also the backups below it
 * that the target lacks.
 */
export class CopyBackups {
  readonly #stores: readonly NamedStore[];
  readonly #copier: BackupCopier;
  readonly #coordinator: RunCoordinator;
  readonly #policy: CopyBackupsPolicy;

  constructor(ports: CopyBackupsPorts, coordinator: RunCoordinator, policy: CopyBackupsPolicy) {
    this.#stores = ports.stores;
    this.#copier = new BackupCopier(ports);
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * Idempotent: a repeated call continues where the last one ended. Other tools' files and damaged backups are skipped.
   * A failure of one backup or database does not stop the others; it is in the report.
   * @throws UsageException no store has this name, both are the same, or the named file is another tool's
   * @throws BackupNotFoundException the source has no such file
   * @throws BackupVerificationException the named backup is damaged
   * @throws BackupManagerException the source cannot be listed, or the named backup was not copied
   * @throws OperationCancelledException
   */
  async execute(command: CopyBackupsCommand, options: RunOptions = {}): Promise<CopiesReport> {
    const { filename, database, dryRun = false } = command;
    const pair = this.#pairOf(command);
    const chosen =
      filename === undefined
        ? await pair.source.store.list({ database })
        : [assertCopyable(await findBackup(pair.source.store, filename))];
    const reports: CopyOutcomes[] = [];
    for (const [name, backups] of groupByDatabase(chosen)) {
      const hasWork = name !== undefined && backups.some(isManaged);
      reports.push(
        dryRun || !hasWork
          ? plannedOutcomes(await this.#plan(pair, backups, name))
          : await this.#copyDatabase(pair, name, backups, options),
      );
    }
    const report = { ...joinOutcomes(reports), dryRun };
    const error = failureOf(report);
    // Of a named delta the backups below it may have been copied.
    const isCopied = report.copied.some((copied) =>
      chosen.some((backup) => backup.filename === copied.filename),
    );
    if (filename !== undefined && error !== undefined && !isCopied) throw error;
    return report;
  }

  #pairOf({ from, to }: CopyBackupsCommand): StorePair {
    const source = storeNamed(this.#stores, from);
    const target = storeNamed(this.#stores, to);
    if (source !== target) return { source, target };
    throw new UsageException(`the backups of ${from} cannot be copied to the same store`, {
      hint: 'Name two different stores with --from and --to.',
      details: { store: from },
    });
  }

  async #plan(
    { source, target }: StorePair,
    backups: readonly Backup[],
    database: string | undefined,
  ): Promise<CopyPlan> {
    const present = await target.store.list({ database });
    return planNamedCopies(backups, source, { named: target, backups: present });
  }

  async #copyDatabase(
    pair: StorePair,
    database: string,
    listed: readonly Backup[],
    options: RunOptions,
  ): Promise<CopyOutcomes> {
    const outcomes: Partial<CopyOutcomes>[] = [];
    const all = (): CopyOutcomes => joinOutcomes(outcomes);
    const request = {
      operation: 'copy',
      database,
      timeoutMs: this.#policy.timeoutMs,
      ...signalOf(options),
    } as const;
    try {
      await this.#coordinator.perform(request, async (run) => {
        // Listed again under the lock: a backup may have been removed, verified or created.
        const names = new Set(listed.map(({ filename }) => filename));
        const now = await pair.source.store.list({ database });
        const chosen = now.filter(({ filename }) => names.has(filename));
        const { copies, skipped } = await this.#plan(pair, chosen, database);
        outcomes.push({ skipped });
        await this.#copier.copyAll(copies, run, (outcome) => outcomes.push(outcome));
        return { value: undefined, facts: copyFacts(all()), failure: failureOf(all()) };
      });
    } catch (error) {
      if (!(error instanceof BackupManagerException) || error instanceof OperationCancelledException)
        throw error;
      outcomes.push({ failed: [{ filename: undefined, database, store: pair.target.name, error }] });
    }
    return all();
  }
}

function signalOf({ signal, lockWaitMs }: RunOptions) {
  return { signal, lockWaitMs };
}

/**
 * @throws UsageException another tool made the file
 * @throws BackupVerificationException it is damaged
 */
function assertCopyable(backup: Backup): Backup {
  const { filename } = backup;
  if (!isManaged(backup)) {
    throw new UsageException(`${filename} is not a backup of this product: it is not copied`, {
      hint: `Adopt it first: backup-manager adopt ${filename}`,
      details: { filename },
    });
  }
  const damage = manifestOf(backup) === undefined ? 'its manifest is damaged' : damageOf(backup);
  if (damage === undefined) return backup;
  throw new BackupVerificationException(`${filename} is damaged: ${damage}`, {
    hint: 'A damaged backup is not copied. Copy it from another store that has it.',
    details: { filename },
  });
}
