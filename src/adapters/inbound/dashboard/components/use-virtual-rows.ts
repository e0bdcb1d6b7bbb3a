import {
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  Virtualizer,
  windowScroll,
  type Range,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface VirtualRowsOptions {
  readonly keys: readonly string[];
  readonly rowHeightPx: number;
  readonly coveredPx: number;
  /** While it is unchanged, inserted rows must not move the visible ones. */
  readonly arrangement: string;
}

export interface VirtualRows {
  readonly bodyRef: { current: HTMLTableSectionElement | null };
  readonly indexes: readonly number[];
  /** Keeps the focused row rendered while it is out of sight. */
  readonly keepDrawn: (index: number | undefined) => void;
  readonly scrollTo: (index: number) => void;
}

const OVERSCAN_ROWS = 8;

export function useVirtualRows({
  keys,
  rowHeightPx,
  coveredPx,
  arrangement,
}: VirtualRowsOptions): VirtualRows {
  const bodyRef = useRef<HTMLTableSectionElement>(null);
  const kept = useRef<number | undefined>(undefined);
  const [scrollMargin, setScrollMargin] = useState(0);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const options: VirtualizerOptions<Window, HTMLElement> = {
    count: keys.length,
    getScrollElement: () => window,
    estimateSize: () => rowHeightPx,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    scrollPaddingStart: coveredPx,
    scrollMargin,
    overscan: OVERSCAN_ROWS,
    rangeExtractor: (range) => withKept(range, kept.current),
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
  });
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowHeightPx]);
  useTopOf(bodyRef, setScrollMargin);
  useScrollAnchor({ bodyRef, keys, rowHeightPx, coveredPx, arrangement });
  return {
    bodyRef,
    indexes: virtualizer.getVirtualItems().map(({ index }) => index),
    keepDrawn: (index) => {
      kept.current = index;
    },
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}

function withKept(range: Range, kept: number | undefined): number[] {
  const indexes = defaultRangeExtractor(range);
  if (kept === undefined || kept >= range.count || indexes.includes(kept)) return indexes;
  return [...indexes, kept].sort((one, other) => one - other);
}

/** Content above the rows comes and goes, so their position is measured again. */
function useTopOf(bodyRef: { readonly current: HTMLElement | null }, onTop: (topPx: number) => void): void {
  useLayoutEffect(() => {
    const measure = (): void => {
      const body = bodyRef.current;
      if (body !== null) onTop(Math.round(body.getBoundingClientRect().top + window.scrollY));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, [bodyRef, onTop]);
}

interface ScrollAnchorOptions extends VirtualRowsOptions {
  readonly bodyRef: { readonly current: HTMLElement | null };
}

/** Scrolls with the visible rows when rows are inserted above. At the top, new rows must be seen. */
function useScrollAnchor({ bodyRef, keys, rowHeightPx, coveredPx, arrangement }: ScrollAnchorOptions): void {
  const before = useRef({ keys, arrangement, rowHeightPx });
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { keys, arrangement, rowHeightPx };
    const body = bodyRef.current;
    const isComparable = last.arrangement === arrangement && last.rowHeightPx === rowHeightPx;
    if (!isComparable || last.keys === keys || body === null) return;
    const hiddenPx = coveredPx - body.getBoundingClientRect().top;
    if (hiddenPx <= rowHeightPx / 2) return;
    const shift = shiftAbove(last.keys, keys, Math.floor(hiddenPx / rowHeightPx));
    if (shift !== 0) window.scrollBy({ top: shift * rowHeightPx, behavior: 'instant' });
  }, [keys, arrangement, rowHeightPx]);
}

/**
 * How many rows were inserted above the first visible row; negative if rows were removed.
 * @param first index of the first visible row before
 */
export function shiftAbove(before: readonly string[], after: readonly string[], first: number): number {
  if (before === after) return 0;
  const places = new Map(after.map((key, index) => [key, index]));
  // That row may be gone: then use the next one that remains.
  for (let index = first; index < before.length; index += 1) {
    const place = places.get(before[index] ?? '');
    if (place !== undefined) return place - index;
  }
  return 0;
}
