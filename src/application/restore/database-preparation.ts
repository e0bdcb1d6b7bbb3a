import { manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { overallResult, summarize } from '../../domain/verification/verification.ts';
import { extractBackup } from '../backups/extract-backup.ts';
import type { ExtractionPorts } from '../backups/with-artifact.ts';
import type { ExtractFacts } from '../ports/artifact-extractor.ts';
import type { DatabaseInspector } from '../ports/database-inspector.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
import type { DatabaseRestorer } from '../ports/database-restorer.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { reportChecks } from '../verification/recorded-verification.ts';
import type { Copies, StoredCopy } from './copies.ts';
import { assertRestorable, assertTargetSpace, databaseBytesOf, notAsRecorded } from './restorable.ts';

export interface PreparationPorts extends ExtractionPorts {
  readonly diskSpace: DiskSpace;
  readonly inspector: DatabaseInspector;
  readonly restorer: DatabaseRestorer;
}

export interface PreparationOrder {
  /** The next one is used when a copy fails. */
  readonly copies: Copies;
  readonly targetPath: string;
  readonly overwrite: boolean;
  /** Required free space at the target, checked before anything is written. */
  readonly neededBytes: number;
  /** The target is scratch: its file system needs no guarantees. */
  readonly isScratch?: boolean;
  /** Space that must stay free at the target; absent: none. */
  readonly minFreeBytes?: number;
}

/** A verified database file next to its target. */
export interface PreparedDatabase extends ExtractFacts {
  readonly path: string;
}

/** Writes a backup's database next to its target and verifies it, before the target is touched. */
export class DatabasePreparation {
  readonly #ports: PreparationPorts;

  constructor(ports: PreparationPorts) {
    this.#ports = ports;
  }

  /** `work` moves the prepared database into place; on any failure the prepared file is removed. */
  async prepare<T>(
    order: PreparationOrder,
    run: RunContext,
    work: (prepared: PreparedDatabase) => Promise<T>,
  ): Promise<T> {
    const { restorer, diskSpace } = this.#ports;
    const path = await restorer.prepare(order.targetPath, order);
    run.detail(`prepare the database at ${path}`, { needed_bytes: order.neededBytes });
    try {
      await assertTargetSpace(diskSpace, order.targetPath, order.neededBytes);
      const facts = await this.#readCopies(order, path, run);
      if (order.isScratch !== true) await this.#fitIn(order, path, run);
      run.signal.throwIfAborted();
      const value = await work({ path, ...facts });
      run.detail(`put in place: ${order.targetPath}`);
      return value;
    } catch (error) {
      await restorer.discard(path);
      throw error;
    }
  }

  /** Reads the first good copy. */
  async #readCopies(order: PreparationOrder, path: string, run: RunContext): Promise<ExtractFacts> {
    const { copies } = order;
    for (;;) {
      const copy = copies.current;
      try {
        assertRestorable(copy.backup, this.#ports.extractor);
        const facts = await this.#extract(copy, order, path, run);
        if (!isKnownGood(copy.backup)) await this.#inspect(copy.backup, path, run);
        return facts;
      } catch (error) {
        run.signal.throwIfAborted();
        await copies.passOver(error);
        copies.warn(run);
        // It has the content of the copy that failed.
        await this.#ports.restorer.discard(path);
      }
    }
  }

  async #fitIn({ copies, targetPath }: PreparationOrder, path: string, run: RunContext): Promise<void> {
    const { restorer } = this.#ports;
    const ofFileSystem = await restorer.warnings(path);
    const ofOwner = await restorer.own(path, targetPath, manifestOf(copies.current.backup)?.sourceOwner);
    for (const { message, hint } of [...ofFileSystem, ...ofOwner]) run.warn(message, hint);
  }

  async #extract(
    { store, backup }: StoredCopy,
    { minFreeBytes }: PreparationOrder,
    destinationPath: string,
    run: RunContext,
  ): Promise<ExtractFacts> {
    const reserve =
      minFreeBytes === undefined
        ? undefined
        : { freeBytes: minFreeBytes, databaseBytes: databaseBytesOf(backup) };
    // The digest of the prepared file counts: its recovery may have changed the database.
    const extraction = { destinationPath, digests: 'database', reserve, phase: 'restoring' } as const;
    const { facts, checks } = await extractBackup({ ...this.#ports, store }, backup, extraction, run);
    reportChecks(backup.filename, 'checksum', checks, run);
    if (overallResult(checks) === 'failed') throw notAsRecorded(backup, summarize(checks));
    return facts;
  }

  async #inspect(backup: Backup, preparedPath: string, run: RunContext): Promise<void> {
    const checks = await this.#ports.inspector.inspect(preparedPath, 'quick', run);
    reportChecks(backup.filename, 'quick', checks, run);
    const result = overallResult(checks);
    if (result === 'failed') throw notAsRecorded(backup, summarize(checks));
    if (result === 'inconclusive') {
      run.warn(
        `the content of ${backup.filename} could not be checked: ${summarize(checks)}`,
        'Its digest matched. Open the restored database with its application to be sure.',
      );
    }
  }
}

/** The same bytes passed SQLite's check at capture: it would succeed again. */
function isKnownGood(backup: Backup): boolean {
  const check = manifestOf(backup)?.sourceCheck;
  return check?.result === 'ok' && check.level !== 'none';
}
