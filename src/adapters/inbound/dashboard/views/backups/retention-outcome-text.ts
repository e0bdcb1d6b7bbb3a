import { isKey, t, type Key } from '../../i18n/t.ts';
import type { BackupRow } from './backup-row.ts';

/** In the page's words; a rule of a newer service in the service's. */
export function retentionOutcomeText({ backup, fate }: Pick<BackupRow, 'backup' | 'fate'>): string {
  if (fate === undefined) return '';
  const { rule, reason, isKept } = fate;
  if (isKept) {
    if (rule === 'within_days' && backup.damage_kind !== null) return t('backups.damagedIsRecent');
    const key = `backups.rule_${rule}`;
    return isKey(key) ? t(key as Key & 'backups.rule_pinned') : reason;
  }
  const why = `backups.why_${rule}`;
  return isKey(why)
    ? t('backups.goesBecause', { why: t(why as Key & 'backups.why_too_old') })
    : t('backups.goes');
}
