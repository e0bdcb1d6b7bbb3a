import Table from 'cli-table3';
import { printable } from './printable.ts';

type Row = readonly string[];

/** cli-table3 compares every cell with all rows above it: a long table in one piece would take minutes. */
const PAGE_ROWS = 100;

/** No borders and no colours, for `grep` and `awk`. */
export function renderTable(head: Row, rows: readonly Row[]): string {
  const safeRows = rows.map((row) => row.map(printable));
  const widest = widestCells([head, ...safeRows]);
  const lines: string[] = [];
  for (let start = 0; start === 0 || start < safeRows.length; start += PAGE_ROWS) {
    // The row of widest cells, which is not printed, gives every page the same columns.
    const [, headLine = '', ...page] = renderPage([
      widest,
      head,
      ...safeRows.slice(start, start + PAGE_ROWS),
    ]);
    if (start === 0) lines.push(headLine);
    lines.push(...page);
  }
  return lines.join('\n');
}

function renderPage(rows: readonly Row[]): readonly string[] {
  const table = new Table({
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function widestCells(rows: readonly Row[]): Row {
  const widest: string[] = [];
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      const width = approximateWidth(cell);
      if (width <= (widths[column] ?? -1)) return;
      widths[column] = width;
      widest[column] = cell;
    });
  }
  return widest;
}

/** East Asian characters take two columns. The library measures exactly; this only finds the widest cell. */
function approximateWidth(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}
