import type { Backup } from '../../api/types.ts';
import { Bytes } from '../../components/bytes.tsx';
import { t } from '../../i18n/t.ts';

export function StoredSize({ backup: { size, damage_kind: damageKind } }: { readonly backup: Backup }) {
  return damageKind === 'data_missing' ? <>{t('backups.missing')}</> : <Bytes value={size} />;
}
