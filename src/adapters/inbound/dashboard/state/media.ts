import { signal, type ReadonlySignal } from '@preact/signals';

const narrow = matchMedia('(width < 720px)');
const narrowness = signal(narrow.matches);
narrow.addEventListener('change', () => {
  narrowness.value = narrow.matches;
});

/** The same width as in the styles. */
export const isNarrow: ReadonlySignal<boolean> = narrowness;
