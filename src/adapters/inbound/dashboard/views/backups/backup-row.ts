import type { Backup, CleanupDecision } from '../../api/types.ts';
import { verificationState, type VerificationState } from './verification-state.ts';

export interface RetentionOutcome extends Pick<CleanupDecision, 'rule' | 'reason'> {
  readonly isKept: boolean;
}

export interface BackupRow {
  readonly backup: Backup;
  /** The position in the list of the service, which is newest first. */
  readonly place: number;
  readonly verification: VerificationState;
  /** Stored size divided by database size. */
  readonly ratio: number | undefined;
  readonly outcome: RetentionOutcome | undefined;
  readonly searchText: string;
}

export function rowsOf(
  newestFirst: readonly Backup[],
  outcomes: ReadonlyMap<string, RetentionOutcome>,
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
      verification: verificationState(backup),
      ratio: hasRatio ? size / databaseBytes : undefined,
      outcome: outcomes.get(filename),
      searchText: `${filename}\n${database ?? ''}\n${label ?? ''}`.toLowerCase(),
    };
  });
}
