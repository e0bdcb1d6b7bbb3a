import { signal } from '@preact/signals';

const KEY = 'backup-manager.token';

/** The secret that calls are sent with; `undefined` where none is needed or none is known. */
export const accessToken = signal<string | undefined>(readKept());

/** @param isKept also over a reload of this tab; never longer than the tab */
export function takeAccessToken(secret: string, isKept: boolean): void {
  accessToken.value = secret;
  try {
    if (isKept) sessionStorage.setItem(KEY, secret);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage it lives in memory, which is what matters.
  }
}

export function dropAccessToken(): void {
  accessToken.value = undefined;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

function readKept(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
