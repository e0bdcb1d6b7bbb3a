import type { DeliveryResult } from '../../domain/notification/notification-state.ts';
import type { Notification } from '../../domain/notification/notification.ts';
import { ATTEMPTS_IN_A_ROW, LONGEST_PAUSE_MS, pauseMs } from '../../domain/notification/retry-delay.ts';
import type { Clock } from '../ports/clock.ts';
import type { Notifier } from '../ports/notifier.ts';

/** Delivers through one channel, one message after the other, with retries. */
export class ChannelQueue {
  readonly #notifier: Notifier;
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  #last: Promise<unknown> = Promise.resolve();

  /** @param stop ends attempts and pauses: undelivered messages are postponed */
  constructor(notifier: Notifier, clock: Clock, stop: AbortSignal) {
    this.#notifier = notifier;
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Resolves with the result; rejects only for a bug. */
  add(notification: Notification): Promise<DeliveryResult> {
    const delivery = this.#last.then(() => this.#deliver(notification));
    this.#last = delivery.catch(() => undefined);
    return delivery;
  }

  async #deliver(notification: Notification): Promise<DeliveryResult> {
    for (let attempt = 1; !this.#stop.aborted; attempt += 1) {
      const outcome = await this.#notifier.deliver(notification, { signal: this.#stop });
      if (outcome.kind !== 'unavailable') return outcome;
      if (this.#isStopped()) break;
      const pause = pauseMs(attempt, Math.random(), outcome.retryAfterMs);
      if (attempt >= ATTEMPTS_IN_A_ROW || pause > LONGEST_PAUSE_MS) return outcome;
      await this.#pause(pause);
    }
    return { kind: 'postponed' };
  }

  /** A method, because the state may change during an await. */
  #isStopped(): boolean {
    return this.#stop.aborted;
  }

  async #pause(milliseconds: number): Promise<void> {
    const deadline = this.#clock.deadline(milliseconds);
    const over = AbortSignal.any([deadline.signal, this.#stop]);
    if (!over.aborted) {
      await new Promise<void>((resolve) => {
        over.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });
    }
    deadline.cancel();
  }
}
