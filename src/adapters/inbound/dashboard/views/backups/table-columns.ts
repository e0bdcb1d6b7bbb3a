import { t, type Key } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import type { SortColumn } from './backup-order.ts';

interface TableColumn {
  readonly column: SortColumn;
  readonly text: Key;
  readonly hint?: Key;
  readonly isNumber: boolean;
}

export const TABLE_COLUMNS = [
  { column: 'when', text: 'backups.when', isNumber: false },
  { column: 'database', text: 'backups.database', isNumber: false },
  { column: 'size', text: 'backups.size', isNumber: true },
  { column: 'ratio', text: 'backups.ratio', hint: 'backups.ratioHint', isNumber: true },
  { column: 'proof', text: 'backups.verification', isNumber: false },
  { column: 'took', text: 'backups.took', isNumber: true },
  { column: 'kept', text: 'backups.kept', isNumber: false },
] as const satisfies readonly TableColumn[];

/** Without the right to clean up, the column has only labels and pins. */
export function columnText({ column, text }: (typeof TABLE_COLUMNS)[number]): string {
  return column === 'kept' && !may('cleanUp') ? t('backups.notes') : t(text);
}
