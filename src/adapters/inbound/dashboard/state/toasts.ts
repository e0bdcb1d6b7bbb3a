import { signal } from '@preact/signals';
import { problemFrom, type ApiProblem } from '../api/api-problem.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'safe' | 'critical' | 'running';
  readonly text: string;
  readonly problem: ApiProblem | undefined;
}

const SHOWN_MS = 6000;

export const toasts = signal<readonly Toast[]>([]);
/** For screen readers only. */
export const announcement = signal('');

let lastId = 0;

export function showToast(text: string, tone: 'safe' | 'running' = 'safe'): void {
  const id = add({ tone, text, problem: undefined });
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function reportProblem(text: string, thrown: unknown): void {
  add({ tone: 'critical', text, problem: problemFrom(thrown) });
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function announce(text: string): void {
  announcement.value = text;
}

function add(toast: Omit<Toast, 'id'>): number {
  lastId += 1;
  toasts.value = [...toasts.value, { ...toast, id: lastId }];
  return lastId;
}
