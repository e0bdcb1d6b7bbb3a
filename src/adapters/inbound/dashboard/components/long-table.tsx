import type { ComponentChildren } from 'preact';
import { isNarrow } from '../state/media.ts';
import { openByRow } from './open-by-row.ts';
import { rowIndexOf, useRowKeys } from './use-row-keys.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const ROW_PX = 56;
/** The page head and the table head cover the top of the window. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

interface LongTableProps {
  readonly label: string;
  readonly keys: readonly string[];
  /** The row height on a phone. */
  readonly cardPx: number;
  readonly query: Readonly<Record<string, string>>;
  readonly head: ComponentChildren;
  readonly row: (index: number, heightPx: number) => ComponentChildren;
}

/** Renders only the visible rows of up to ten thousand. */
export function LongTable({ label, keys, cardPx, query, head, row }: LongTableProps) {
  const rowHeightPx = isNarrow.value ? cardPx : ROW_PX;
  const virtual = useVirtualRows({
    keys,
    rowHeightPx,
    coveredPx: isNarrow.value ? COVERED_NARROW_PX : COVERED_PX,
    arrangement: new URLSearchParams(query).toString(),
  });
  const onKeyDown = useRowKeys(virtual, keys.length);
  return (
    <table class="long-table" role="table" aria-label={label} aria-rowcount={keys.length + 1}>
      {head}
      <tbody
        role="rowgroup"
        ref={virtual.bodyRef}
        style={{ height: `${String(keys.length * rowHeightPx)}px` }}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          virtual.keepDrawn(rowIndexOf(event.target));
        }}
        onFocusOut={() => {
          virtual.keepDrawn(undefined);
        }}
      >
        {virtual.indexes.map((index) => row(index, rowHeightPx))}
      </tbody>
    </table>
  );
}

export interface LongRowPlace {
  readonly index: number;
  readonly heightPx: number;
  readonly isOpen: boolean;
}

/** A function, not a component: rows are created while the user scrolls. */
export function longRow({ index, heightPx, isOpen }: LongRowPlace, className: string) {
  return {
    role: 'row',
    'aria-rowindex': index + 2,
    class: `long-row ${className} ${isOpen ? 'is-open' : ''}`,
    style: { transform: `translateY(${String(index * heightPx)}px)`, height: `${String(heightPx)}px` },
    onClick: openByRow,
  } as const;
}
