import type { Backup, CleanupDecision } from '../../api/types.ts';
import { verificationState, type VerificationState } from './verification-state.ts';

/** What the next cleanup would do with a backup, and why. */
export interface RetentionOutcome extends Pick<CleanupDecision, 'rule' | 'reason'> {
  readonly isKept: boolean;
}

/** A backup with what the table sorts and filters by, found out once. */
export interface BackupRow {
  readonly backup: Backup;
  /** In the list of the service, which is newest first. */
  readonly place: number;
  readonly proofState: VerificationState;
  /** Stored size over the database's: 0.2 is a fifth; `undefined` where one of them is not known. */
  readonly ratio: number | undefined;
  /** `undefined` while nobody knows. */
  readonly fate: RetentionOutcome | undefined;
  /** Lower case: all that a search looks at. */
  readonly haystack: string;
}

/** @param newestFirst as the service lists them */
export function rowsOf(
  newestFirst: readonly Backup[],
  fates: ReadonlyMap<string, RetentionOutcome>,
): readonly BackupRow[] {
  return newestFirst.map((backup, place) => {
    const {
      filename,
      database,
      label,
      size,
      database_bytes: databaseBytes,
      damage_kind: damageKind,
    } = backup;
    const hasRatio = databaseBytes !== null && databaseBytes !== 0 && damageKind !== 'data_missing';
    return {
      backup,
      place,
      proofState: verificationState(backup),
      ratio: hasRatio ? size / databaseBytes : undefined,
      fate: fates.get(filename),
      haystack: `${filename}\n${database ?? ''}\n${label ?? ''}`.toLowerCase(),
    };
  });
}
