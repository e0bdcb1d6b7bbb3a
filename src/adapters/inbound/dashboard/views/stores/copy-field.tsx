import type { Backup } from '../../api/types.ts';
import { optionsOf, SelectField } from '../../components/filter-form.tsx';
import { t } from '../../i18n/t.ts';
import { hasStores } from './shown-stores.ts';

interface CopyFieldProps extends Pick<Backup, 'copies'> {
  /** `undefined`: the first good copy. */
  readonly store: string | undefined;
  /** Whether the first good copy can be chosen instead of a store. */
  readonly hasDefault: boolean;
  readonly onStore: (store: string | undefined) => void;
}

/** Which copy is used; nothing for a single store. */
export function CopyField({ copies, store, hasDefault, onStore }: CopyFieldProps) {
  if (!hasStores()) return null;
  const first = hasDefault ? [{ value: '', text: t('stores.firstGood') }] : [];
  return (
    <SelectField
      label={t('stores.useCopy')}
      class="field copy-field"
      options={[...first, ...optionsOf(copies.map((copy) => copy.store))]}
      value={store ?? ''}
      onChoose={(value) => onStore(value === '' ? undefined : value)}
    />
  );
}
