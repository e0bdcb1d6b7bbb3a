import { signal } from '@preact/signals';
import { LANGUAGES, preferredLanguage, type Language } from './languages.ts';

const KEY = 'backup-manager.language';

/** In which everything is written; changing it redraws what shows text. */
export const language = signal<Language>(kept() ?? preferredLanguage(navigator.languages));

export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // It holds for this visit.
  }
}

/** Tells browsers and screen readers at the start. */
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
