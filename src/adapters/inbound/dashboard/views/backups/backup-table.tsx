import { useMemo } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import { longRow, LongTable, type LongRowPlace } from '../../components/long-table.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, Time } from '../../components/text.tsx';
import { formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import { hashOf, type Query } from '../../state/route.ts';
import { StoredSize } from './backup-facts.tsx';
import { columnText, orderAfter, TABLE_COLUMNS, type BackupOrder } from './backup-order.ts';
import { retentionOutcomeText, type BackupRow } from './backup-row.ts';
import { VERIFICATION_STYLES, verificationStateText } from './verification-state.ts';

const CARD_PX = 104;

interface BackupTableProps {
  readonly rows: readonly BackupRow[];
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
  readonly query: Query;
  readonly openItem: string | undefined;
}

export function BackupTable({ rows, order, onOrder, query, openItem }: BackupTableProps) {
  const keys = useMemo(() => rows.map(({ backup }) => backup.filename), [rows]);
  return (
    <LongTable
      label={t('shell.backups')}
      keys={keys}
      cardPx={CARD_PX}
      query={query}
      head={<BackupTableHead order={order} onOrder={onOrder} />}
      row={(index, heightPx) => {
        const row = rows[index];
        if (row === undefined) return null;
        const { filename } = row.backup;
        return (
          <BackupTableRow
            key={filename}
            row={row}
            index={index}
            heightPx={heightPx}
            href={hashOf('backups', filename, query)}
            isOpen={filename === openItem}
          />
        );
      }}
    />
  );
}

interface BackupTableHeadProps {
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
}

/** On a phone only for screen readers: there the filter bar sorts. */
function BackupTableHead({ order, onOrder }: BackupTableHeadProps) {
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
                  onClick={() => onOrder(orderAfter(order, column))}
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

interface BackupTableRowProps extends LongRowPlace {
  readonly row: BackupRow;
  readonly href: string;
}

function BackupTableRow({ row, href, ...place }: BackupTableRowProps) {
  const { backup, ratio } = row;
  const { database, created_at: createdAt, duration_ms: durationMs } = backup;
  return (
    <tr {...longRow(place, 'backup-row')}>
      <td role="cell" class="cell-when">
        <a href={href} data-row={place.index}>
          <Time at={createdAt} />
        </a>
        <span class="second-line">
          <Time at={createdAt} form="absolute" />
        </span>
      </td>
      <td role="cell" class="cell-database">
        <span class={`truncate ${database === null ? 'quiet' : ''}`} title={database ?? backup.filename}>
          <Name>{database ?? backup.filename}</Name>
        </span>
      </td>
      <td role="cell" class="cell-size is-number">
        <StoredSize backup={backup} />
      </td>
      <td role="cell" class="cell-ratio is-number">
        {ratio === undefined ? t('common.dash') : formatPercent(ratio)}
      </td>
      <td role="cell" class="cell-proof">
        <VerificationCell row={row} />
      </td>
      <td role="cell" class="cell-took is-number">
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
        <span class="kept-first kept-pinned">
          <Icon name="pin" />
          {t('common.pinned')}
        </span>
      ) : (
        outcome !== undefined && (
          <span
            class={`kept-first truncate ${outcome.isKept ? '' : 'kept-removed'}`}
            title={damageKind === null ? outcome.reason : retentionOutcomeText(row)}
          >
            {retentionOutcomeText(row)}
          </span>
        )
      )}
      {label !== null && (
        <span class="second-line kept-label" title={label}>
          <Icon name="label" />
          <Name class="truncate">{label}</Name>
        </span>
      )}
    </>
  );
}
