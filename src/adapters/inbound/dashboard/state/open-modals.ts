import { signal } from '@preact/signals';

/** The topmost comes last; only that one is reachable. */
export const openModals = signal<readonly string[]>([]);

export function modalOpened(id: string): void {
  openModals.value = [...openModals.value, id];
}

export function modalClosed(id: string): void {
  openModals.value = openModals.value.filter((open) => open !== id);
}
