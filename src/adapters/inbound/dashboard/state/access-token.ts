import { signal } from '@preact/signals';

const KEY = 'backup-manager.token';

export const accessToken = signal<string | undefined>(readStored());

/** @param isKept until the tab is closed */
export function takeAccessToken(secret: string, isKept: boolean): void {
  accessToken.value = secret;
  try {
    if (isKept) sessionStorage.setItem(KEY, secret);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the token stays in memory.
  }
}

export function dropAccessToken(): void {
  accessToken.value = undefined;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was stored.
  }
}

function readStored(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
