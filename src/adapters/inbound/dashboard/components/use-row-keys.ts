import { useEffect, useRef } from 'preact/hooks';
import type { VirtualRows } from './use-virtual-rows.ts';

/** Arrow keys, Home and End move the focus from row to row. */
export function useRowKeys(virtual: VirtualRows, count: number): (event: KeyboardEvent) => void {
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

export function rowIndexOf(target: EventTarget | null): number | undefined {
  if (!(target instanceof HTMLElement)) return undefined;
  const text = target.dataset['row'];
  return text === undefined ? undefined : Number(text);
}
