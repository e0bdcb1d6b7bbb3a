import { signal } from '@preact/signals';

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

export const language = signal<Language>(kept() ?? preferredLanguage(navigator.languages));

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Without storage the choice lasts for this visit.
  }
}

export function applyLanguage(): void {
  document.documentElement.lang = language.value;
}

function kept(): Language | undefined {
  try {
    const text = localStorage.getItem(KEY);
    return LANGUAGES.find((known) => known === text);
  } catch {
    return undefined;
  }
}
