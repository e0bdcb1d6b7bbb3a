import { signal } from '@preact/signals';
import { readStored, store } from '../state/storage.ts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Readers of any Chinese variant prefer zh-CN to English. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-', 1)[0];
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

const KEY = 'backup-manager.language';

const stored = readStored('localStorage', KEY);

export const language = signal<Language>(
  LANGUAGES.find((known) => known === stored) ?? preferredLanguage(navigator.languages),
);

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  applyLanguage();
  store('localStorage', KEY, chosen);
}

export function applyLanguage(): void {
  document.documentElement.lang = language.value;
}
