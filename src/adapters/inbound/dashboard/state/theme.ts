import { signal } from '@preact/signals';
import { readStored, store } from './storage.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** `public/theme.js` reads it before the first paint. */
const KEY = 'backup-manager.theme';

const stored = readStored('localStorage', KEY);
export const theme = signal<Theme>(THEMES.find((known) => known === stored) ?? 'system');

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  store('localStorage', KEY, chosen);
}
