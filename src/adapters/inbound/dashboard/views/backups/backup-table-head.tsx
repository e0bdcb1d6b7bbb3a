import { Icon } from '../../components/icon.tsx';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import { orderAfter, type BackupOrder } from './backup-order.ts';
import { columnText, TABLE_COLUMNS } from './table-columns.ts';

interface BackupTableHeadProps {
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
}

/** On a phone only for screen readers: there the filter bar sorts. */
export function BackupTableHead({ order, onOrder }: BackupTableHeadProps) {
  const isScreenReaderOnly = isNarrow.value;
  return (
    <thead role="rowgroup" class={isScreenReaderOnly ? 'visually-hidden' : 'long-head backup-head'}>
      <tr role="row" aria-rowindex={1}>
        {TABLE_COLUMNS.map((one) => {
          const { column, isNumber } = one;
          const isSorted = order.column === column;
          const direction = order.isDescending ? 'descending' : 'ascending';
          return (
            <th
              key={column}
              role="columnheader"
              scope="col"
              class={`cell-${column} ${isNumber ? 'is-number' : ''}`}
              aria-sort={isSorted ? direction : undefined}
            >
              {isScreenReaderOnly ? (
                columnText(one)
              ) : (
                <button
                  type="button"
                  title={'hint' in one ? t(one.hint) : undefined}
                  onClick={() => {
                    onOrder(orderAfter(order, column));
                  }}
                >
                  {columnText(one)}
                  {isSorted && <Icon name={order.isDescending ? 'down' : 'up'} />}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
