import { useEffect } from 'preact/hooks';
import { hashOf, type ViewName } from '../state/route.ts';

/**
 * When the details of an item go, to where its list shows it, unless the dialog has given the focus back: they were
 * not opened from there, or the list was drawn anew since.
 */
export function useFocusBack(view: ViewName, item: string): void {
  useEffect(
    () => () => {
      // After the dialog has given the focus back to what had it.
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        const address = hashOf(view, item);
        const links = [...document.querySelectorAll<HTMLAnchorElement>('.long-row a')];
        const link = links.find(({ hash }) => hash === address || hash.startsWith(`${address}?`));
        (link ?? document.getElementById('main'))?.focus({ preventScroll: true });
      });
    },
    [view, item],
  );
}
