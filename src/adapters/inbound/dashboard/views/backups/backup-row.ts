import { computed } from '@preact/signals';
import type { Backup, Cleanup, CleanupDecision } from '../../api/types.ts';
import { knownText, t } from '../../i18n/t.ts';
import { cleanupPreview } from '../../state/cleanup-preview.ts';
import { hasDeltas, restoredFiles } from '../chains/chains.ts';
import { ruleText } from '../retention/rule-text.ts';
import { verificationState, type VerificationState } from './verification-state.ts';

export interface RetentionOutcome extends Pick<CleanupDecision, 'store' | 'rule' | 'reason'> {
  readonly isKept: boolean;
}

/** One for each store, by file name. */
export type RetentionOutcomes = ReadonlyMap<string, readonly RetentionOutcome[]>;

/** How a backup belongs to others. */
export interface RowChain {
  readonly hasParent: boolean;
  /** What a restore reads; `undefined` when one of the files is missing in the list. */
  files(): readonly Backup[] | undefined;
}

export interface BackupRow {
  readonly backup: Backup;
  /** The position in the list of the service, which is newest first. */
  readonly place: number;
  readonly verification: VerificationState;
  /** Stored size divided by database size. */
  readonly ratio: number | undefined;
  /** `undefined` where every backup is a full, and for files of other tools. */
  readonly chain: RowChain | undefined;
  /** In the first store that has the backup. */
  readonly outcome: RetentionOutcome | undefined;
  /** In each store, in their order. */
  readonly outcomes: readonly RetentionOutcome[];
  readonly searchText: string;
}

export function rowsOf(newestFirst: readonly Backup[], outcomesOf: RetentionOutcomes): readonly BackupRow[] {
  const list = withoutRepetitions(newestFirst);
  const byName = hasDeltas(list) ? new Map(list.map((backup) => [backup.filename, backup])) : undefined;
  return list.map((backup, place) => {
    const { filename, database, label, size } = backup;
    const { database_bytes: databaseBytes, damage_kind: damageKind } = backup;
    const known = outcomesOf.get(filename) ?? [];
    const outcomes = backup.copies.flatMap(({ store }) => known.filter((one) => one.store === store));
    const hasRatio = databaseBytes !== null && databaseBytes !== 0 && damageKind !== 'data_missing';
    return {
      backup,
      place,
      verification: verificationState(backup),
      ratio: hasRatio ? size / databaseBytes : undefined,
      chain: byName && backup.managed ? chainOf(backup, byName) : undefined,
      outcome: outcomes[0],
      outcomes,
      searchText: `${filename}\n${database ?? ''}\n${label ?? ''}`.toLowerCase(),
    };
  });
}

function chainOf(backup: Backup, byName: ReadonlyMap<string, Backup>): RowChain {
  // Not for all rows at once: a chain may have thousands of backups.
  return { hasParent: byName.has(backup.parent ?? ''), files: () => restoredFiles(backup, byName) };
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

const NO_OUTCOMES: RetentionOutcomes = new Map();

export const retentionOutcomes = computed<RetentionOutcomes>(() => {
  const preview = cleanupPreview.value.value;
  return preview === undefined ? NO_OUTCOMES : retentionOutcomesOf(preview);
});

function retentionOutcomesOf({ kept, removed }: Cleanup): RetentionOutcomes {
  const all = new Map<string, RetentionOutcome[]>();
  const add = ({ filename, store, rule, reason }: CleanupDecision, isKept: boolean): void => {
    const list = all.get(filename) ?? [];
    list.push({ store, rule, reason, isKept });
    all.set(filename, list);
  };
  for (const decision of kept) add(decision, true);
  for (const decision of removed) add(decision, false);
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

/** With the name of its store when retention of another store decides otherwise. */
export function rowOutcomeText({ backup, outcome, outcomes }: BackupRow): string {
  const text = retentionOutcomeText({ backup, outcome });
  const isSame = outcomes.every(({ isKept }) => isKept === outcome?.isKept);
  return outcome === undefined || isSame ? text : t('common.titled', { what: outcome.store, name: text });
}
