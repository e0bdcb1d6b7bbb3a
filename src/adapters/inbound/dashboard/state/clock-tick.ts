import { effect, signal, type ReadonlySignal } from '@preact/signals';

const CALM_MS = 30_000;
const BUSY_MS = 1000;

const moment = signal(new Date());

/** Now, as far as what is shown needs it: moves every half minute, every second while something runs. */
export const now: ReadonlySignal<Date> = moment;

/** Ticks for as long as the page lives. */
export function startClock(isBusy: ReadonlySignal<boolean>): void {
  const tick = (): void => {
    moment.value = new Date();
  };
  effect(() => {
    const timer = setInterval(tick, isBusy.value ? BUSY_MS : CALM_MS);
    return () => {
      clearInterval(timer);
    };
  });
  // Timers sleep with the tab.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) tick();
  });
}
