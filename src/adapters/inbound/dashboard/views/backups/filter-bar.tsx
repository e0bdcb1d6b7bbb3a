import { IconButton } from '../../components/button.tsx';
import {
  Checkbox,
  Choice,
  DatabaseChoice,
  FilterForm,
  optionsOf,
  SearchInput,
  Select,
} from '../../components/filter-form.tsx';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import type { BackupFilter } from './backup-filter.ts';
import { columnText, orderAfter, shownColumns, SORT_COLUMNS, type BackupOrder } from './backup-order.ts';
import type { ListSettings } from './use-list-settings.ts';
import { VERIFICATION_GROUPS, type VerificationGroup } from './verification-state.ts';

interface FilterBarProps extends ListSettings {
  /** Empty for a single store. */
  readonly stores: readonly string[];
  readonly databases: readonly string[];
  readonly onChange: (changes: Partial<ListSettings>) => void;
}

export function FilterBar({ filter, order, databases, stores, onChange }: FilterBarProps) {
  const narrowTo = (changes: Partial<BackupFilter>): void => onChange({ filter: { ...filter, ...changes } });
  const verifications = VERIFICATION_GROUPS.map((group) => ({
    value: group,
    text: t(group === 'damaged' ? 'backups.state_failed' : `backups.state_${group}`),
  }));
  return (
    <FilterForm>
      <div class="filter-search">
        <Icon name="search" />
        <SearchInput label={t('backups.search')} text={filter.text} onText={(text) => narrowTo({ text })} />
      </div>
      <DatabaseChoice
        databases={databases}
        chosen={filter.database}
        onChoose={(database) => narrowTo({ database })}
      />
      <Choice
        label={t('common.verification')}
        all={t('backups.anyVerification')}
        chosen={filter.verification}
        options={verifications}
        onChoose={(verification) => narrowTo({ verification: verification as VerificationGroup | undefined })}
      />
      {(stores.length > 0 || filter.store !== undefined) && (
        <Choice
          label={t('stores.store')}
          all={t('stores.anyStore')}
          chosen={filter.store}
          options={optionsOf(stores)}
          onChoose={(store) => narrowTo({ store })}
        />
      )}
      {isNarrow.value && <OrderChoice order={order} onOrder={(next) => onChange({ order: next })} />}
      <Checkbox isChecked={filter.isPinned} onCheck={(isPinned) => narrowTo({ isPinned })}>
        {t('backups.pinnedOnly')}
      </Checkbox>
    </FilterForm>
  );
}

interface OrderChoiceProps {
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
}

function OrderChoice({ order, onOrder }: OrderChoiceProps) {
  return (
    <div class="filter-order">
      <Select
        label={t('backups.sortBy')}
        options={shownColumns().map((value) => ({ value, text: columnText(value) }))}
        value={order.column}
        onChoose={(value) => {
          const column = SORT_COLUMNS.find((known) => known === value);
          if (column !== undefined) onOrder(orderAfter(order, column));
        }}
      />
      <IconButton
        icon={order.isDescending ? 'down' : 'up'}
        label={t('backups.reverse')}
        onClick={() => onOrder({ ...order, isDescending: !order.isDescending })}
      />
    </div>
  );
}
