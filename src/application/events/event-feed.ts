import { jobDocument } from '../documents/job-document.ts';
import type { JsonObject } from '../documents/json-object.ts';
import { runEventDocument } from '../documents/run-event-document.ts';
import type { Job, JobListener } from '../jobs/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import { EventSubscription } from './event-subscription.ts';
import type { FeedEvent } from './feed-event.ts';

export interface EventFeedLimits {
  /** Events that can be asked for again. */
  readonly backlog: number;
  /** Events that may wait for one subscriber. */
  readonly waiting: number;
  readonly subscribers: number;
  /** The least time between two events of one run's progress. */
  readonly progressIntervalMs: number;
}

const LIMITS: EventFeedLimits = { backlog: 1000, waiting: 256, subscribers: 100, progressIntervalMs: 250 };

/** What happens in this process, told to whoever listens: runs, jobs, and what others publish. */
export class EventFeed implements RunListener, JobListener {
  readonly #clock: Clock;
  readonly #limits: EventFeedLimits;
  /** Numbers of another process's feed mean nothing here. */
  readonly #epoch = crypto.randomUUID().slice(0, 8);
  #sequence = 0;
  #backlog: readonly FeedEvent[] = [];
  readonly #subscribers = new Set<EventSubscription>();
  readonly #progressToldAtMs = new Map<string, number>();

  constructor(clock: Clock, limits: Partial<EventFeedLimits> = {}) {
    this.#clock = clock;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** @param type words with dots, e.g. `health.changed` */
  publish(type: string, data: JsonObject): void {
    const id = `${this.#epoch}-${String(++this.#sequence)}`;
    const event = { id, type, at: this.#clock.now(), data };
    this.#backlog = [...this.#backlog, event].slice(-this.#limits.backlog);
    this.#deliver(event);
  }

  /**
   * What happens from now on, after what was missed since `lastEventId`. Where that cannot be told any more, the first
   * event is `reset`: whoever follows the state has to read it anew.
   *
   * @returns `undefined` when there are too many subscribers
   */
  subscribe(lastEventId?: string): EventSubscription | undefined {
    if (this.#subscribers.size >= this.#limits.subscribers) return undefined;
    const missed = lastEventId === undefined ? [] : this.#since(lastEventId);
    const subscription = new EventSubscription(missed, this.#limits.waiting, () => {
      this.#subscribers.delete(subscription);
    });
    this.#subscribers.add(subscription);
    return subscription;
  }

  /** How many listen. */
  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Lets every subscriber go. */
  close(): void {
    for (const subscription of [...this.#subscribers]) subscription.close();
  }

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') return;
    if (event.type === 'progress') {
      this.#tellProgress(event);
      return;
    }
    if (event.type === 'succeeded' || event.type === 'failed') this.#progressToldAtMs.delete(event.run.id);
    this.publish(`run.${event.type}`, runEventDocument(event));
  }

  onJobChanged(job: Job): void {
    this.publish('job.changed', jobDocument(job));
  }

  /** Progress is worth something while it is new only: it has no number and is not told again. */
  #tellProgress(event: Extract<RunEvent, { readonly type: 'progress' }>): void {
    const key = event.run.id;
    const nowMs = this.#clock.monotonicMs();
    const told = this.#progressToldAtMs.get(key);
    if (told !== undefined && nowMs - told < this.#limits.progressIntervalMs) return;
    this.#progressToldAtMs.set(key, nowMs);
    const data = runEventDocument(event);
    this.#deliver({ id: undefined, type: 'run.progress', at: this.#clock.now(), data });
  }

  #deliver(event: FeedEvent): void {
    for (const subscription of [...this.#subscribers]) subscription.offer(event);
  }

  #since(lastEventId: string): readonly FeedEvent[] {
    const index = this.#backlog.findIndex(({ id }) => id === lastEventId);
    if (index >= 0) return this.#backlog.slice(index + 1);
    return [{ id: undefined, type: 'reset', at: this.#clock.now(), data: {} }];
  }
}
