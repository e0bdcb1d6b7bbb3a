import { useId } from 'preact/hooks';
import { IconButton } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import type { BackupFilter } from './backup-filter.ts';
import { columnText, orderAfter, SORT_COLUMNS, TABLE_COLUMNS, type BackupOrder } from './backup-order.ts';
import type { ListSettings } from './use-list-settings.ts';
import { VERIFICATION_GROUPS, type VerificationGroup } from './verification-state.ts';

interface FilterBarProps extends ListSettings {
  readonly databases: readonly string[];
  readonly onChange: (changes: Partial<ListSettings>) => void;
}

export function FilterBar({ filter, order, databases, onChange }: FilterBarProps) {
  const narrowTo = (changes: Partial<BackupFilter>): void => {
    onChange({ filter: { ...filter, ...changes } });
  };
  const verifications = VERIFICATION_GROUPS.map((group) => ({
    value: group,
    text: t(group === 'damaged' ? 'backups.state_failed' : `backups.state_${group}`),
  }));
  return (
    <form class="filter-bar" role="search" aria-label={t('common.filter')} onSubmit={preventSubmit}>
      <SearchField
        text={filter.text}
        onText={(text) => {
          narrowTo({ text });
        }}
      />
      {(databases.length > 1 || filter.database !== undefined) && (
        <Choice
          label={t('common.database')}
          all={t('common.allDatabases')}
          chosen={filter.database}
          options={databases.map((name) => ({ value: name, text: name }))}
          onChoose={(database) => {
            narrowTo({ database });
          }}
        />
      )}
      <Choice
        label={t('common.verification')}
        all={t('backups.anyVerification')}
        chosen={filter.verification}
        options={verifications}
        onChoose={(verification) => {
          narrowTo({ verification: verification as VerificationGroup | undefined });
        }}
      />
      {isNarrow.value && (
        <OrderChoice
          order={order}
          onOrder={(next) => {
            onChange({ order: next });
          }}
        />
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={filter.isPinned}
          onChange={(event) => {
            narrowTo({ isPinned: event.currentTarget.checked });
          }}
        />
        <span>{t('backups.pinnedOnly')}</span>
      </label>
    </form>
  );
}

function SearchField({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  return (
    <div class="filter-search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={t('backups.search')}
        placeholder={t('backups.search')}
        value={text}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => {
          onText(event.currentTarget.value);
        }}
      />
    </div>
  );
}

interface OrderChoiceProps {
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
}

function OrderChoice({ order, onOrder }: OrderChoiceProps) {
  const id = useId();
  return (
    <div class="filter-order">
      <label for={id} class="visually-hidden">
        {t('backups.sortBy')}
      </label>
      <select
        id={id}
        value={order.column}
        onChange={({ currentTarget: { value } }) => {
          const column = SORT_COLUMNS.find((known) => known === value);
          if (column !== undefined) onOrder(orderAfter(order, column));
        }}
      >
        {TABLE_COLUMNS.map((one) => (
          <option key={one.column} value={one.column}>
            {columnText(one)}
          </option>
        ))}
      </select>
      <IconButton
        icon={order.isDescending ? 'down' : 'up'}
        label={t('backups.reverse')}
        onClick={() => {
          onOrder({ ...order, isDescending: !order.isDescending });
        }}
      />
    </div>
  );
}

function preventSubmit(event: Event): void {
  event.preventDefault();
}
