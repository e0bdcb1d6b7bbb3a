import type { InspectedTable } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';

type TableChange =
  | { readonly kind: 'rows'; readonly delta: number }
  /** The definition changed, and the number of rows is equal or unknown. */
  | { readonly kind: 'definition' }
  | { readonly kind: 'same' | 'sameDefinition' | 'added' | 'gone' | 'unknown' };

export type ChangeFacts = Pick<InspectedTable, 'change' | 'rows' | 'live_rows'>;

export function changeOf({ change, rows, live_rows: liveRows }: ChangeFacts): TableChange {
  if (change === 'same') return { kind: rows === null ? 'sameDefinition' : 'same' };
  if (change !== 'changed') return { kind: change };
  const delta = (liveRows ?? 0) - (rows ?? 0);
  return rows === null || liveRows === null || delta === 0 ? { kind: 'definition' } : { kind: 'rows', delta };
}

export function isChange({ kind }: TableChange): boolean {
  return kind !== 'same' && kind !== 'sameDefinition' && kind !== 'unknown';
}

/** Added and removed rows are separate: one table cannot make up for another. */
export interface ChangeSummary {
  readonly more: { readonly rows: number; readonly tables: number };
  readonly fewer: { readonly rows: number; readonly tables: number };
  readonly added: number;
  readonly gone: number;
  readonly definition: number;
  readonly changed: number;
}

/** Virtual tables do not count: their rows are stored in other tables. */
export function summarizeChanges(
  tables: readonly (ChangeFacts & Pick<InspectedTable, 'type'>)[],
): ChangeSummary {
  const changes = tables.map((table) => ({ type: table.type, change: changeOf(table) }));
  const deltas = changes.flatMap(({ type, change }) =>
    change.kind === 'rows' && type !== 'virtual' ? [change.delta] : [],
  );
  const count = (kind: TableChange['kind']): number =>
    changes.filter(({ change }) => change.kind === kind).length;
  return {
    more: sumOf(deltas.filter((delta) => delta > 0)),
    fewer: sumOf(deltas.filter((delta) => delta < 0)),
    added: count('added'),
    gone: count('gone'),
    definition: count('definition'),
    changed: changes.filter(({ change }) => isChange(change)).length,
  };
}

function sumOf(deltas: readonly number[]): { readonly rows: number; readonly tables: number } {
  return { rows: Math.abs(deltas.reduce((sum, delta) => sum + delta, 0)), tables: deltas.length };
}

export interface TableFilter {
  readonly name: string;
  readonly onlyChanges: boolean;
}

export const NO_TABLE_FILTER: TableFilter = { name: '', onlyChanges: false };

export function filterTables(
  tables: readonly InspectedTable[],
  { name, onlyChanges }: TableFilter,
): readonly InspectedTable[] {
  const wanted = name.trim().toLowerCase();
  return tables.filter(
    (table) => table.name.toLowerCase().includes(wanted) && (!onlyChanges || isChange(changeOf(table))),
  );
}

/** `+12 rows since` */
export function changeText(change: TableChange): string {
  if (change.kind !== 'rows') return t(`inspect.${change.kind}`);
  return change.delta > 0
    ? t('inspect.more', { count: change.delta })
    : t('inspect.fewer', { count: -change.delta });
}

export function summaryTexts({ more, fewer, added, gone, definition }: ChangeSummary): readonly string[] {
  const tables = (count: number): string => t('inspect.tables', { count });
  return [
    more.tables > 0 && t('inspect.sumMore', { count: more.rows, tables: tables(more.tables) }),
    fewer.tables > 0 && t('inspect.sumFewer', { count: fewer.rows, tables: tables(fewer.tables) }),
    added > 0 && t('inspect.sumAdded', { count: added }),
    gone > 0 && t('inspect.sumGone', { count: gone }),
    definition > 0 && t('inspect.sumDefinition', { count: definition }),
  ].filter((text) => text !== false);
}
