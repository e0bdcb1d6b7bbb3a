import type { Backup } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';

export function TypeMark({ type }: Pick<Backup, 'type'>) {
  return (
    <span class={`type-mark type-${type}`} title={t(`chains.hint_${type}`)}>
      {t(`chains.${type}`)}
    </span>
  );
}
