import { useMemo } from 'preact/hooks';
import { rowIndexOf, useRowKeys } from '../../components/use-row-keys.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import { hashOf } from '../../state/route.ts';
import type { BackupOrder } from './backup-order.ts';
import type { BackupRow } from './backup-row.ts';
import { BackupTableHead } from './backup-table-head.tsx';
import { BackupTableRow } from './backup-table-row.tsx';
import type { Query } from './use-list-settings.ts';

const ROW_PX = 56;
const CARD_PX = 104;
/** The page's head, and the table's below it; what lies under them is not in sight. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

interface BackupTableProps {
  readonly rows: readonly BackupRow[];
  readonly order: BackupOrder;
  readonly onOrder: (order: BackupOrder) => void;
  /** Of the address of the list as it is. */
  readonly query: Query;
  /** The file name of the one whose details are shown. */
  readonly openItem: string | undefined;
}

/** Ten thousand rows, of which those in sight are drawn. It scrolls with the page. */
export function BackupTable({ rows, order, onOrder, query, openItem }: BackupTableProps) {
  const rowHeightPx = isNarrow.value ? CARD_PX : ROW_PX;
  const keys = useMemo(() => rows.map(({ backup }) => backup.filename), [rows]);
  const virtual = useVirtualRows({
    keys,
    rowHeightPx,
    coveredPx: isNarrow.value ? COVERED_NARROW_PX : COVERED_PX,
    arrangement: new URLSearchParams(query).toString(),
  });
  const onKeyDown = useRowKeys(virtual, rows.length);
  return (
    <table class="backup-table" role="table" aria-label={t('backups.title')} aria-rowcount={rows.length + 1}>
      <BackupTableHead order={order} onOrder={onOrder} />
      <tbody
        role="rowgroup"
        ref={virtual.bodyRef}
        style={{ height: `${String(rows.length * rowHeightPx)}px` }}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          virtual.keepDrawn(rowIndexOf(event.target));
        }}
        onFocusOut={() => {
          virtual.keepDrawn(undefined);
        }}
      >
        {virtual.indexes.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          const { filename } = row.backup;
          return (
            <BackupTableRow
              key={filename}
              row={row}
              index={index}
              heightPx={rowHeightPx}
              href={hashOf('backups', filename, query)}
              isOpen={filename === openItem}
            />
          );
        })}
      </tbody>
    </table>
  );
}
