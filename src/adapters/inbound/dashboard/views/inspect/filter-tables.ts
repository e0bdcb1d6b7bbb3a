import type { InspectedTable } from '../../api/types.ts';
import { changeOf, isChange } from './table-change.ts';

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
