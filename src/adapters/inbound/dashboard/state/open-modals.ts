import { signal } from '@preact/signals';

/** Modal dialogs that are open, the topmost last: everything beneath it is out of reach, for screen readers too. */
export const openModals = signal<readonly string[]>([]);

export function modalOpened(id: string): void {
  openModals.value = [...openModals.value, id];
}

export function modalClosed(id: string): void {
  openModals.value = openModals.value.filter((open) => open !== id);
}
