import { signal, type ReadonlySignal } from '@preact/signals';

/** The same width as in the styles. */
export const isNarrow = mediaSignal('(width < 720px)');
export const prefersDark = mediaSignal('(prefers-color-scheme: dark)');

function mediaSignal(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', () => {
    matches.value = list.matches;
  });
  return matches;
}
