import type { InspectedCell } from '../../api/types.ts';
import { visibleText } from '../../i18n/visible-text.ts';

/** Numbers are neither rounded nor localised. */
type CellStyle =
  | { readonly kind: 'null' | 'empty' }
  | { readonly kind: 'number' | 'text'; readonly text: string }
  | { readonly kind: 'cut'; readonly text: string; readonly length: number }
  | { readonly kind: 'blob'; readonly bytes: number };

export function styleOf(cell: InspectedCell): CellStyle {
  if (cell === null) return { kind: 'null' };
  if (typeof cell === 'number') return { kind: 'number', text: String(cell) };
  if (typeof cell === 'string')
    return cell === '' ? { kind: 'empty' } : { kind: 'text', text: visibleText(cell) };
  if ('integer' in cell) return { kind: 'number', text: cell.integer };
  if ('blob_bytes' in cell) return { kind: 'blob', bytes: cell.blob_bytes };
  return { kind: 'cut', text: visibleText(cell.text), length: cell.length };
}

export function isNumericColumn(rows: readonly (readonly InspectedCell[])[], index: number): boolean {
  const kinds = rows.map((row) => styleOf(row[index] ?? null).kind).filter((kind) => kind !== 'null');
  return kinds.length > 0 && kinds.every((kind) => kind === 'number');
}
