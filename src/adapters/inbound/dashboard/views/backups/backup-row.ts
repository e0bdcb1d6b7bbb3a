import { computed } from '@preact/signals';
import type { Backup, Cleanup, CleanupDecision } from '../../api/types.ts';
import { knownText, t } from '../../i18n/t.ts';
import { cleanupPreview } from '../../state/cleanup-preview.ts';
import { ruleText } from '../retention/rule-text.ts';
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
  return withoutRepetitions(newestFirst).map((backup, place) => {
    const { filename, database, label, size } = backup;
    const { database_bytes: databaseBytes, damage_kind: damageKind } = backup;
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

/** Files of other tools with the same name in several stores are one row. */
function withoutRepetitions(list: readonly Backup[]): readonly Backup[] {
  const byName = new Map<string, Backup>();
  for (const backup of list) {
    const first = byName.get(backup.filename);
    const copies = [...(first?.copies ?? []), ...backup.copies];
    byName.set(backup.filename, { ...(first ?? backup), copies });
  }
  return byName.size === list.length ? list : [...byName.values()];
}

const NO_OUTCOMES: ReadonlyMap<string, RetentionOutcome> = new Map();

export const retentionOutcomes = computed<ReadonlyMap<string, RetentionOutcome>>(() => {
  const preview = cleanupPreview.value.value;
  return preview === undefined ? NO_OUTCOMES : retentionOutcomesOf(preview);
});

function retentionOutcomesOf({ kept, removed }: Cleanup): ReadonlyMap<string, RetentionOutcome> {
  const all = new Map<string, RetentionOutcome>();
  for (const { filename, rule, reason } of kept) all.set(filename, { rule, reason, isKept: true });
  for (const { filename, rule, reason } of removed) all.set(filename, { rule, reason, isKept: false });
  return all;
}

export function retentionOutcomeText({ backup, outcome }: Pick<BackupRow, 'backup' | 'outcome'>): string {
  if (outcome === undefined) return '';
  if (outcome.isKept) {
    const isDamaged = outcome.rule === 'within_days' && backup.damage_kind !== null;
    return isDamaged ? t('backups.damagedIsRecent') : ruleText(outcome);
  }
  const why = knownText(`backups.why_${outcome.rule}`);
  return why === undefined ? t('backups.removedNext') : t('backups.removedNextBecause', { why });
}
