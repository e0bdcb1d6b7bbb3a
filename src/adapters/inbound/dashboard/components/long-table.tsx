import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/t.ts';
import { isNarrow } from '../state/media.ts';
import { hashOf, type Query } from '../state/route.ts';
import { Time } from './text.tsx';
import { useVirtualRows, type VirtualRows } from './use-virtual-rows.ts';

const ROW_PX = 56;
/** The page head and the table head cover the top of the window. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

interface LongTableProps<T> {
  readonly view: 'backups' | 'history';
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The row height on a phone. */
  readonly cardPx: number;
  readonly query: Query;
  readonly openItem: string | undefined;
  readonly head: ComponentChildren;
  readonly row: (item: T, key: string, place: LongRowPlace) => ComponentChildren;
}

/** Renders only the visible rows of up to ten thousand. */
export function LongTable<T>(props: LongTableProps<T>) {
  const { view, items, keyOf, cardPx, query, openItem, head, row } = props;
  const keys = useMemo(() => items.map(keyOf), [items]);
  const heightPx = isNarrow.value ? cardPx : ROW_PX;
  const virtual = useVirtualRows({
    keys,
    rowHeightPx: heightPx,
    coveredPx: isNarrow.value ? COVERED_NARROW_PX : COVERED_PX,
    arrangement: new URLSearchParams(query).toString(),
  });
  const onKeyDown = useRowKeys(virtual, keys.length);
  return (
    <table class="long-table" role="table" aria-label={t(`shell.${view}`)} aria-rowcount={keys.length + 1}>
      {head}
      <tbody
        role="rowgroup"
        ref={virtual.bodyRef}
        style={{ height: `${String(keys.length * heightPx)}px` }}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => virtual.keepDrawn(rowIndexOf(event.target))}
        onFocusOut={() => virtual.keepDrawn(undefined)}
      >
        {virtual.indexes.map((index) => {
          const [item, key] = [items[index], keys[index]];
          if (item === undefined || key === undefined) return null;
          const href = hashOf(view, key, query);
          return row(item, key, { index, heightPx, href, isOpen: key === openItem });
        })}
      </tbody>
    </table>
  );
}

export interface LongRowPlace {
  readonly index: number;
  readonly heightPx: number;
  readonly href: string;
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

/** The content of the first cell. */
export function rowLink({ index, href }: Pick<LongRowPlace, 'index' | 'href'>, at: string) {
  return (
    <>
      <a href={href} data-row={index}>
        <Time at={at} />
      </a>
      <span class="second-line">
        <Time at={at} form="absolute" />
      </span>
    </>
  );
}

interface LongHeadProps {
  readonly class: string;
  readonly children: ComponentChildren;
}

/** On a phone only for screen readers. */
export function LongHead({ class: className, children }: LongHeadProps) {
  return (
    <thead role="rowgroup" class={isNarrow.value ? 'visually-hidden' : `long-head ${className}`}>
      <tr role="row" aria-rowindex={1}>
        {children}
      </tr>
    </thead>
  );
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
