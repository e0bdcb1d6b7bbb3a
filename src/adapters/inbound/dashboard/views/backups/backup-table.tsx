import { useMemo } from 'preact/hooks';
import { LongTable } from '../../components/long-table.tsx';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import type { BackupOrder } from './backup-order.ts';
import type { BackupRow } from './backup-row.ts';
import { BackupTableHead } from './backup-table-head.tsx';
import { BackupTableRow } from './backup-table-row.tsx';
import type { Query } from './use-list-settings.ts';

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
      label={t('backups.title')}
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
