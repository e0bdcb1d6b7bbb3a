import type { Backup } from '../../domain/backup/backup.ts';
import { groupByDatabase } from '../../domain/backup/group-by-database.ts';
import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import { StoreException } from '../../domain/exceptions/store-exception.ts';
import type { Problem } from '../../domain/health/backup-directory-health.ts';
import type { HistoryFacts } from '../../domain/health/run-health.ts';
import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import type { RestoreRecord } from '../../domain/restore/restore-record.ts';
import {
  NO_ANOMALOUS_SOURCES,
  anomalousSources,
  type AnomalousSources,
} from '../anomalies/anomalous-sources.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { RestoreRecords } from '../ports/restore-records.ts';
import type { RunHistory } from '../ports/run-history.ts';
import type { StoreListing } from '../stores/restore-points.ts';

// The backups, or why they cannot be listed: the health report is made without them.

export interface Listing {
  readonly backups: readonly Backup[];
  readonly problem: Problem | undefined;
}

/** The listing of the primary store. */
export function listingOf({ backups = [], error }: StoreListing): Listing {
  return { backups, problem: error && { message: error.message, hint: error.hint } };
}

export interface AnomalyReport {
  readonly sources: AnomalousSources;
  readonly problem: Problem | undefined;
}

export async function suspect(ports: {
  readonly anomalies: AnomalyStore;
  readonly quarantine: Quarantine;
}): Promise<AnomalyReport> {
  try {
    return { sources: await anomalousSources(ports.anomalies, ports.quarantine), problem: undefined };
  } catch (error) {
    return { sources: NO_ANOMALOUS_SOURCES, problem: directoryProblem(error) };
  }
}

/** The run history and the restore records. */
export interface RunRecords extends HistoryFacts {
  /** By database, newest first. */
  readonly entries: ReadonlyMap<string, readonly HistoryEntry[]>;
  readonly restores: readonly RestoreRecord[];
}

export async function readRecords(ports: {
  readonly history: Pick<RunHistory, 'read'>;
  readonly recorder: { readonly problem: string | undefined };
  readonly restoreRecords?: Pick<RestoreRecords, 'list'> | undefined;
}): Promise<RunRecords> {
  const writeProblem = ports.recorder.problem;
  try {
    // Read before the run history: a run is recorded there before its restore record exists.
    const restores = (await ports.restoreRecords?.list()) ?? [];
    const { entries, unreadableLines } = await ports.history.read();
    return {
      entries: groupByDatabase(entries),
      restores,
      readProblem: undefined,
      writeProblem,
      unreadableLines,
    };
  } catch (error) {
    const readProblem = directoryProblem(error);
    return { entries: new Map(), restores: [], readProblem, writeProblem, unreadableLines: 0 };
  }
}

/** Turns an expected failure of the backup directory into a problem; a bug is thrown. */
export function directoryProblem(error: unknown): Problem {
  const isKnown =
    error instanceof BackupDirectoryException ||
    error instanceof BackupTimeoutException ||
    error instanceof StoreException;
  if (isKnown) return { message: error.message, hint: error.hint };
  throw error;
}
