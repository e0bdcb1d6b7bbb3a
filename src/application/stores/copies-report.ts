import type { JsonValue, BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { failedStoresFact } from '../../domain/history/store-failures.ts';

export interface CopiedBackup {
  readonly filename: string;
  readonly database: string;
  /** The store that has the new copy. */
  readonly store: string;
  readonly from: string;
  readonly storedBytes: number;
}

/** A copy that could not be made. */
export interface FailedCopy {
  /** `undefined`: the store cannot be used at all. */
  readonly filename: string | undefined;
  /** `undefined`: all databases. */
  readonly database: string | undefined;
  /** The store that lacks the copy. */
  readonly store: string;
  readonly error: BackupManagerException;
}

/** A copy that could not be read; another store may have served in its place. */
export interface SourceFailure extends Omit<FailedCopy, 'store'> {
  /** The store that could not be read. */
  readonly store: string;
}

/**
 * Why a backup is not copied: the store has it, another tool made it, it or a backup below it is damaged or not verified,
 * or retention of the store would remove it. Stable words for programs.
 */
export const SKIP_RULES = ['present', 'unmanaged', 'damaged', 'not_verified', 'retention'] as const;
export type SkipRule = (typeof SKIP_RULES)[number];

export interface SkippedCopy {
  readonly filename: string;
  /** `undefined` for another tool's file whose name gives no database. */
  readonly database: string | undefined;
  /** The store without a new copy. */
  readonly store: string;
  readonly rule: SkipRule;
  readonly reason: string;
}

export interface CopiesReport {
  /** On a dry run: would be copied. */
  readonly copied: readonly CopiedBackup[];
  readonly failed: readonly FailedCopy[];
  readonly skipped: readonly SkippedCopy[];
  readonly sourceFailures: readonly SourceFailure[];
  readonly dryRun: boolean;
}

export type CopyOutcomes = Omit<CopiesReport, 'dryRun'>;

/** A missing list is an empty one. */
export function joinOutcomes(all: readonly Partial<CopyOutcomes>[]): CopyOutcomes {
  return {
    copied: all.flatMap(({ copied = [] }) => copied),
    failed: all.flatMap(({ failed = [] }) => failed),
    skipped: all.flatMap(({ skipped = [] }) => skipped),
    sourceFailures: all.flatMap(({ sourceFailures = [] }) => sourceFailures),
  };
}

/** The first failure; `undefined` when all went well. */
export function failureOf({
  failed,
  sourceFailures,
}: Pick<CopyOutcomes, 'failed' | 'sourceFailures'>): BackupManagerException | undefined {
  return (failed[0] ?? sourceFailures[0])?.error;
}

/** For the run's events. */
export function copyFacts(outcomes: CopyOutcomes): Readonly<Record<string, JsonValue>> {
  const { copied, failed, skipped, sourceFailures } = outcomes;
  return {
    copied: copied.length,
    failed: failed.length,
    skipped: skipped.length,
    copied_bytes: copied.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    ...failedStoresFact([...failed, ...sourceFailures]),
  };
}
