import { Icon } from '../../components/icon.tsx';
import { LongHead, longRow, LongTable, rowLink, type LongRowPlace } from '../../components/long-table.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, Time } from '../../components/text.tsx';
import { formatDuration, formatShare } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import type { Query } from '../../state/route.ts';
import { TypeMark } from '../chains/type-mark.tsx';
import { CopyChips, EncryptedMark } from '../stores/copy-chips.tsx';
import { hasStores } from '../stores/shown-stores.ts';
import { StoredSize } from './backup-facts.tsx';
import {
  columnText,
  NUMBER_COLUMNS,
  orderAfter,
  shownColumns,
  type BackupOrder,
  type SortColumn,
} from './backup-order.ts';
import { retentionOutcomeText, rowOutcomeText, type BackupRow } from './backup-row.ts';
import { VERIFICATION_STYLES, verificationStateText } from './verification-state.ts';

const CARD_PX = 104;
const CARD_WITH_COPIES_PX = 132;

interface BackupTableProps {
  readonly rows: readonly BackupRow[];
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
  readonly query: Query;
  readonly openItem: string | undefined;
}

export function BackupTable({ rows, order, onOrder, query, openItem }: BackupTableProps) {
  return (
    <LongTable
      view="backups"
      items={rows}
      keyOf={({ backup }) => backup.filename}
      cardPx={hasStores() ? CARD_WITH_COPIES_PX : CARD_PX}
      query={query}
      openItem={openItem}
      head={<BackupTableHead order={order} onOrder={onOrder} />}
      row={(row, key, place) => <BackupTableRow key={key} row={row} {...place} />}
    />
  );
}

/** On a phone, the filter bar sorts. */
function BackupTableHead({ order, onOrder }: Pick<BackupTableProps, 'order' | 'onOrder'>) {
  const { isDescending } = order;
  return (
    <LongHead class="backup-head">
      {shownColumns().map((column) => {
        const isSorted = order.column === column;
        return (
          <th
            key={column}
            role="columnheader"
            scope="col"
            class={`cell-${column} ${NUMBER_COLUMNS.has(column) ? 'is-number' : ''}`}
            aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
          >
            {isNarrow.value ? (
              columnText(column)
            ) : (
              <button type="button" title={hintOf(column)} onClick={() => onOrder(orderAfter(order, column))}>
                {columnText(column)}
                {isSorted && <Icon name={isDescending ? 'down' : 'up'} />}
              </button>
            )}
          </th>
        );
      })}
    </LongHead>
  );
}

function hintOf(column: SortColumn): string | undefined {
  if (column === 'ratio') return t('backups.ratioHint');
  return column === 'copies' ? t('stores.copiesHint') : undefined;
}

interface BackupTableRowProps extends LongRowPlace {
  readonly row: BackupRow;
}

function BackupTableRow({ row, ...place }: BackupTableRowProps) {
  const { backup, ratio, chain } = row;
  const { database, duration_ms: durationMs } = backup;
  const hasCopies = hasStores();
  return (
    <tr {...longRow(place, hasCopies ? 'backup-row has-copies' : 'backup-row')}>
      <td role="cell" class="cell-when">
        {rowLink(place, backup.created_at)}
      </td>
      <td role="cell" class="cell-database">
        <span class="line-tight">
          <span class={`truncate ${database === null ? 'quiet' : ''}`} title={database ?? backup.filename}>
            <Name>{database ?? backup.filename}</Name>
          </span>
          {chain !== undefined && <TypeMark type={backup.type} />}
          {backup.encrypted && <EncryptedMark />}
        </span>
      </td>
      <td role="cell" class="cell-size is-number">
        <StoredSize backup={backup} />
      </td>
      <td role="cell" class="cell-ratio is-number quiet">
        {ratio === undefined ? t('common.dash') : formatShare(ratio)}
      </td>
      <td role="cell" class="cell-proof">
        <VerificationCell row={row} />
      </td>
      {hasCopies && (
        <td role="cell" class="cell-copies">
          <CopyChips copies={backup.copies} />
        </td>
      )}
      <td role="cell" class="cell-took is-number quiet">
        {durationMs === null ? t('common.dash') : formatDuration(durationMs)}
      </td>
      <td role="cell" class="cell-kept">
        <KeptCell row={row} />
      </td>
    </tr>
  );
}

function VerificationCell({ row: { backup, verification } }: { readonly row: BackupRow }) {
  return (
    <>
      <StatusBadge style={VERIFICATION_STYLES[verification]} kind="quiet">
        {verificationStateText(backup, verification)}
      </StatusBadge>
      {backup.proof !== null && (
        <span class="second-line">
          <Time at={backup.proof.at} />
        </span>
      )}
    </>
  );
}

function KeptCell({ row }: { readonly row: BackupRow }) {
  const { backup, outcome } = row;
  const { pinned, label, damage_kind: damageKind } = backup;
  return (
    <>
      {pinned ? (
        <span class="small line-tight">
          <Icon name="pin" />
          {t('common.pinned')}
        </span>
      ) : (
        outcome !== undefined && (
          <span
            class={`small truncate ${outcome.isKept ? '' : 'kept-removed'}`}
            title={damageKind === null ? outcome.reason : retentionOutcomeText(row)}
          >
            {rowOutcomeText(row)}
          </span>
        )
      )}
      {label !== null && (
        <span class="second-line line-tight kept-label" title={label}>
          <Icon name="label" />
          <Name class="truncate">{label}</Name>
        </span>
      )}
    </>
  );
}
