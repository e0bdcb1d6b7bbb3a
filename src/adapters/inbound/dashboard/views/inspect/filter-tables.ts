import type { InspectedTable } from '../../api/types.ts';
import { changeOf, isChange } from './table-change.ts';

export interface TableFilter {
  /** Part of the name, in whatever case. */
  readonly name: string;
  readonly onlyChanges: boolean;
}

export const NO_TABLE_FILTER: TableFilter = { name: '', onlyChanges: false };

/** In the order they came. */
export function filterTables(
  tables: readonly InspectedTable[],
  { name, onlyChanges }: TableFilter,
): readonly InspectedTable[] {
  const wanted = name.trim().toLowerCase();
  return tables.filter(
    (table) => table.name.toLowerCase().includes(wanted) && (!onlyChanges || isChange(changeOf(table))),
  );
}
