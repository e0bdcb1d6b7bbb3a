import { useEffect } from 'preact/hooks';
import { hashOf, type ViewName } from '../state/route.ts';

/** Focuses the item in its list after its details close, if the dialog could not restore the focus itself. */
export function useFocusBack(view: ViewName, item: string): void {
  useEffect(
    () => () => {
      // Runs after the dialog restores the focus.
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
