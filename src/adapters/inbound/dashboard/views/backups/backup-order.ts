import { RETENTION_RULES } from '../../../../../domain/retention/retention-rule.ts';
import { t, type Key } from '../../i18n/t.ts';
import type { Query } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { goodCopies, hasStores } from '../stores/shown-stores.ts';
import type { BackupRow } from './backup-row.ts';
import { VERIFICATION_STATES } from './verification-state.ts';

export const SORT_COLUMNS = ['when', 'database', 'size', 'ratio', 'proof', 'copies', 'took', 'kept'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export const NUMBER_COLUMNS: ReadonlySet<SortColumn> = new Set(['size', 'ratio', 'took']);

export interface BackupOrder {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

export const NEWEST_FIRST: BackupOrder = { column: 'when', isDescending: true };

type SortKey = number | string | undefined;

/** The first click shows the newest or largest; names start with A. */
const STARTS_DESCENDING: ReadonlySet<SortColumn> = new Set(['when', 'size', 'ratio', 'took', 'proof']);

const KEY_OF: Readonly<Record<SortColumn, (row: BackupRow) => SortKey>> = {
  when: ({ place }) => -place,
  database: ({ backup }) => backup.database ?? undefined,
  size: ({ backup }) => backup.size,
  ratio: ({ ratio }) => ratio,
  proof: ({ verification }) => VERIFICATION_STATES.indexOf(verification),
  copies: ({ backup }) => goodCopies(backup),
  took: ({ backup }) => backup.duration_ms ?? undefined,
  kept: ({ outcome }) =>
    outcome === undefined ? undefined : RETENTION_RULES.indexOf(outcome.rule) + (outcome.isKept ? 0 : 1000),
};

/**
 * Unknown values come last in both directions; equal values keep the newest first.
 * @param rows newest first
 */
export function sortRows(
  rows: readonly BackupRow[],
  { column, isDescending }: BackupOrder,
): readonly BackupRow[] {
  if (column === 'when') return isDescending ? rows : rows.toReversed();
  const keyOf = KEY_OF[column];
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((one, other) => compareKeys(one.key, other.key, isDescending ? -1 : 1));
  return keyed.map(({ row }) => row);
}

export function orderAfter(current: BackupOrder, column: SortColumn): BackupOrder {
  return current.column === column
    ? { column, isDescending: !current.isDescending }
    : { column, isDescending: STARTS_DESCENDING.has(column) };
}

/** `?sort=size&order=asc` */
export function orderOf({ sort, order }: Query): BackupOrder {
  const column = SORT_COLUMNS.find((known) => known === sort);
  if (column === undefined) return NEWEST_FIRST;
  return { column, isDescending: order === undefined ? STARTS_DESCENDING.has(column) : order === 'desc' };
}

export function queryOfOrder({ column, isDescending }: BackupOrder): Query {
  if (column === NEWEST_FIRST.column && isDescending) return {};
  return { sort: column, order: isDescending ? 'desc' : 'asc' };
}

function compareKeys(one: SortKey, other: SortKey, sign: 1 | -1): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -sign : sign;
}

const TEXTS = {
  when: 'common.when',
  database: 'common.database',
  size: 'common.size',
  ratio: 'backups.ratio',
  proof: 'common.verification',
  copies: 'stores.copies',
  took: 'common.took',
  kept: 'backups.kept',
} as const satisfies Record<SortColumn, Key>;

/** Copies are shown only with several stores. */
export function shownColumns(): readonly SortColumn[] {
  return SORT_COLUMNS.filter((column) => column !== 'copies' || hasStores());
}

/** Without the right to clean up, the last column has only labels and pins. */
export function columnText(column: SortColumn): string {
  return column === 'kept' && !may('cleanUp') ? t('backups.notes') : t(TEXTS[column]);
}
