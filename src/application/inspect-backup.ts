import type { Backup } from '../domain/backup/backup.ts';
import { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { compareTables, type ComparedTable, type TableList } from '../domain/inspection/compare-tables.ts';
import type { BrowsingEngine, TableFacts } from '../domain/inspection/table-contents.ts';
import { overallResult, summarize } from '../domain/verification/verification.ts';
import { extractBackup } from './backups/extract-backup.ts';
import type { ExtractionPorts } from './backups/with-artifact.ts';
import { databaseOf, findBackup } from './backups/find-backup.ts';
import type { DatabaseInventory } from './databases/database-inventory.ts';
import type { Clock } from './ports/clock.ts';
import type { DatabaseContents, DatabaseInspector } from './ports/database-inspector.ts';
import type { DatabaseProbe } from './ports/database-probe.ts';
import { assertRestorable, databaseBytesOf } from './restore/restorable.ts';
import type { StagingArea } from './ports/staging-area.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface InspectBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
}

export interface InspectBackupResult {
  readonly filename: string;
  readonly engine: BrowsingEngine;
  /** The live database; `undefined` when it was not read. */
  readonly comparedWith: { readonly path: string; readonly readAt: Date } | undefined;
  readonly tables: readonly ComparedTable[];
  /** Tables of the backup left out because there are too many. */
  readonly omittedTables: number;
  /** Why the live database was not read; `undefined` when it was. */
  readonly liveProblem: string | undefined;
}

export interface InspectBackupPorts extends ExtractionPorts {
  readonly staging: StagingArea;
  readonly inspector: Pick<DatabaseInspector, 'browse'>;
  readonly probe: Pick<DatabaseProbe, 'countRows'>;
  readonly inventory: Pick<DatabaseInventory, 'latest'>;
  readonly clock: Clock;
}

export interface InspectBackupPolicy {
  /** Space that the scratch copy must leave free on its disk. */
  readonly minFreeBytes: number;
  readonly timeoutMs: number;
  readonly busyTimeoutMs: number;
  /** For the backup, after its extraction. */
  readonly browseTimeLimitMs: number;
  /** For the live database. */
  readonly liveTimeLimitMs: number;
}

type LiveReading =
  | { readonly problem: string }
  | { readonly path: string; readonly readAt: Date; readonly list: TableList<TableFacts> };

/** Shows the content of a backup, compared with the live database. */
export class InspectBackup {
  readonly #ports: InspectBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: InspectBackupPolicy;

  constructor(ports: InspectBackupPorts, coordinator: RunCoordinator, policy: InspectBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * A live database that cannot be read is part of the result, not a failure.
   * @throws BackupNotFoundException
   * @throws BackupVerificationException it differs from its record, or cannot be read as a database
   * @throws BackupDirectoryException no space to extract it
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(command: InspectBackupCommand, options: CancelOptions = {}): Promise<InspectBackupResult> {
    const backup = await findBackup(this.#ports.store, command.filename);
    const { timeoutMs } = this.#policy;
    return this.#coordinator.perform(
      // The lock keeps other runs from removing the scratch copy.
      { operation: 'inspect', database: databaseOf(backup), timeoutMs, signal: options.signal },
      async (run) => {
        assertRestorable(backup, this.#ports.extractor);
        const contents = await this.#browse(backup, run);
        const live = await this.#readLive(backup.database, run);
        const value = resultOf(backup, contents, live);
        return { value, facts: { filename: backup.filename, tables: contents.tables.length } };
      },
    );
  }

  async #browse(backup: Backup, run: RunContext): Promise<DatabaseContents> {
    const { staging, inspector } = this.#ports;
    if (run.isGuarded) await staging.sweep(databaseOf(backup));
    const scratchPath = await staging.allocateScratch(databaseOf(backup));
    try {
      await this.#extract(backup, scratchPath, run);
      return await inspector.browse(scratchPath, {
        signal: run.signal,
        timeLimitMs: this.#policy.browseTimeLimitMs,
      });
    } catch (error) {
      throw error instanceof BackupVerificationException ? ofBackup(backup, error) : error;
    } finally {
      await staging.discard(scratchPath);
    }
  }

  async #extract(backup: Backup, destinationPath: string, run: RunContext): Promise<void> {
    const reserve = { freeBytes: this.#policy.minFreeBytes, databaseBytes: databaseBytesOf(backup) };
    const extraction = { destinationPath, digests: 'database', reserve, phase: 'verifying' } as const;
    const { checks } = await extractBackup(this.#ports, backup, extraction, run);
    if (overallResult(checks) !== 'failed') return;
    throw new BackupVerificationException(`it differs from its record: ${summarize(checks)}`, {
      hint: 'Do not rely on this backup: inspect another one.',
    });
  }

  /** Opens only configured or discovered databases: a path in a manifest may be anything. */
  async #readLive(database: string | undefined, run: RunContext): Promise<LiveReading> {
    const { inventory, probe, clock } = this.#ports;
    const { busyTimeoutMs, liveTimeLimitMs } = this.#policy;
    const known = (await inventory.latest()).databases.find(({ name }) => name === database);
    if (known === undefined) {
      return { problem: `no database ${database ?? 'of this backup'} is configured or found` };
    }
    const readAt = clock.now();
    try {
      const list = await probe.countRows(known.path, {
        busyTimeoutMs,
        timeLimitMs: liveTimeLimitMs,
        signal: run.signal,
      });
      return { path: known.path, readAt, list };
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof BackupManagerException)) throw error;
      return { problem: error.message };
    }
  }
}

/** The adapter knows only the scratch copy: name the backup. */
function ofBackup({ filename }: Backup, error: BackupVerificationException): BackupVerificationException {
  const { hint, cause } = error;
  return new BackupVerificationException(`${filename}: ${error.message}`, {
    hint,
    details: { filename },
    cause,
  });
}

function resultOf(backup: Backup, contents: DatabaseContents, live: LiveReading): InspectBackupResult {
  const { engine, omittedTables } = contents;
  const common = { filename: backup.filename, engine, omittedTables };
  if ('problem' in live) {
    const tables = compareTables(contents, undefined);
    return { ...common, tables, comparedWith: undefined, liveProblem: live.problem };
  }
  return {
    ...common,
    tables: compareTables(contents, live.list),
    comparedWith: { path: live.path, readAt: live.readAt },
    liveProblem: undefined,
  };
}
