import { effect, signal, type ReadonlySignal } from '@preact/signals';

const CALM_MS = 30_000;
const BUSY_MS = 1000;

const current = signal(new Date());

/** Updated every 30 seconds, and every second while a job runs. */
export const now: ReadonlySignal<Date> = current;

export function startClock(isBusy: ReadonlySignal<boolean>): void {
  const tick = (): void => {
    current.value = new Date();
  };
  effect(() => {
    const timer = setInterval(tick, isBusy.value ? BUSY_MS : CALM_MS);
    return () => clearInterval(timer);
  });
  // Timers stop in a hidden tab.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) tick();
  });
}
