import type { ComponentChildren } from 'preact';
import { isNarrow } from '../state/media.ts';
import { openByRow } from './open-by-row.ts';
import { rowIndexOf, useRowKeys } from './use-row-keys.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const ROW_PX = 56;
/** The page's head, and the table's below it; what lies under them is not in sight. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

interface LongTableProps {
  readonly label: string;
  /** Of every row, in order. */
  readonly keys: readonly string[];
  /** Of what a row is on a phone. */
  readonly cardPx: number;
  /** Of the address of the list as it is. */
  readonly query: Readonly<Record<string, string>>;
  readonly head: ComponentChildren;
  readonly row: (index: number, heightPx: number) => ComponentChildren;
}

/** Ten thousand rows, of which those in sight are drawn. It scrolls with the page. */
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
  /** Its details are shown. */
  readonly isOpen: boolean;
}

/** What a row of the table is besides its cells. No component: there are many, and they are made while one scrolls. */
export function longRow({ index, heightPx, isOpen }: LongRowPlace, className: string) {
  return {
    role: 'row',
    'aria-rowindex': index + 2,
    class: `long-row ${className} ${isOpen ? 'is-open' : ''}`,
    style: { transform: `translateY(${String(index * heightPx)}px)`, height: `${String(heightPx)}px` },
    onClick: openByRow,
  } as const;
}
