import { isKey, t, type Key } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';

/** For a rule of a newer service, its own words. */
export function retentionOutcomeText({ backup, outcome }: Pick<BackupRow, 'backup' | 'outcome'>): string {
  if (outcome === undefined) return '';
  const { rule, reason, isKept } = outcome;
  if (isKept) {
    if (rule === 'within_days' && backup.damage_kind !== null) return t('backups.damagedIsRecent');
    const key = `backups.rule_${rule}`;
    return isKey(key) ? t(key as Key & 'backups.rule_pinned') : reason;
  }
  const why = `backups.why_${rule}`;
  return isKey(why)
    ? t('backups.removedNextBecause', { why: t(why as Key & 'backups.why_too_old') })
    : t('backups.removedNext');
}
