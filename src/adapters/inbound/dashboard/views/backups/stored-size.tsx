import type { Backup } from '../../api/types.ts';
import { Bytes } from '../../components/bytes.tsx';
import { t } from '../../i18n/t.ts';

/** How much a backup takes; of one whose data file is gone that it is. */
export function StoredSize({ backup: { size, damage_kind: damageKind } }: { readonly backup: Backup }) {
  return damageKind === 'data_missing' ? <>{t('backups.missing')}</> : <Bytes value={size} />;
}
