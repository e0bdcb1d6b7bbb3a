import { signal } from '@preact/signals';
import { LANGUAGES, preferredLanguage, type Language } from './languages.ts';

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
