import type { Query } from '../state/route.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isNarrow } from '../state/media.ts';
import { useVirtualRows, type VirtualRows } from './use-virtual-rows.ts';

const ROW_PX = 56;
/** The page head and the table head cover the top of the window. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

interface LongTableProps {
  readonly label: string;
  readonly keys: readonly string[];
  /** The row height on a phone. */
  readonly cardPx: number;
  readonly query: Query;
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
        onFocusIn={(event) => virtual.keepDrawn(rowIndexOf(event.target))}
        onFocusOut={() => virtual.keepDrawn(undefined)}
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

/** Arrow keys, Home and End move the focus from row to row. */
function useRowKeys(virtual: VirtualRows, count: number): (event: KeyboardEvent) => void {
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    const link = linkAt(virtual, wanted.current);
    if (link === undefined) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  return (event) => {
    const index = rowIndexOf(event.target);
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const target = Math.min(count - 1, Math.max(0, next));
    virtual.scrollTo(target);
    const link = linkAt(virtual, target);
    if (link === undefined) wanted.current = target;
    else link.focus({ preventScroll: true });
  };
}

function linkAt({ bodyRef }: VirtualRows, index: number | undefined): HTMLElement | undefined {
  if (index === undefined) return undefined;
  return bodyRef.current?.querySelector<HTMLElement>(`[data-row="${String(index)}"]`) ?? undefined;
}

function rowIndexOf(target: EventTarget | null): number | undefined {
  if (!(target instanceof HTMLElement)) return undefined;
  const text = target.dataset['row'];
  return text === undefined ? undefined : Number(text);
}

/** A click on a row follows its link, but not a text selection or a click on a button. */
function openByRow(event: MouseEvent): void {
  const row = event.currentTarget;
  if (!(row instanceof HTMLElement) || !(event.target instanceof Element)) return;
  if (event.target.closest('a, button') !== null || getSelection()?.isCollapsed === false) return;
  const link = row.querySelector('a');
  link?.focus({ preventScroll: true });
  link?.click();
}
