import { signal, type ReadonlySignal } from '@preact/signals';

const narrow = matchMedia('(width < 720px)');
const narrowness = signal(narrow.matches);
narrow.addEventListener('change', () => {
  narrowness.value = narrow.matches;
});

/** As on a phone; the styles draw the line at the same width. */
export const isNarrow: ReadonlySignal<boolean> = narrowness;
