import type { Job, JobListener } from '../jobs/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';
import { EventSubscription } from './event-subscription.ts';
import type { EventData, FeedEvent } from './feed-event.ts';

export interface EventFeedLimits {
  /** Events that can be requested again. */
  readonly backlog: number;
  /** Events that may wait for one subscriber. */
  readonly waiting: number;
  readonly subscribers: number;
  /** Minimum time between two progress events of one run. */
  readonly progressIntervalMs: number;
}

const LIMITS: EventFeedLimits = { backlog: 1000, waiting: 256, subscribers: 100, progressIntervalMs: 250 };

/** Converts events to the data that subscribers receive. */
export interface EventDocuments {
  readonly ofRun: (event: Exclude<RunEvent, { readonly type: 'detail' }>) => EventData;
  readonly ofJob: (job: Job) => EventData;
}

export interface EventFeedPorts {
  readonly clock: Clock;
  readonly documents: EventDocuments;
}

/** Publishes the events of this process to subscribers: runs, jobs and others. */
export class EventFeed implements RunListener, JobListener {
  readonly #ports: EventFeedPorts;
  readonly #limits: EventFeedLimits;
  /** Event numbers of another process are not valid here. */
  readonly #epoch = crypto.randomUUID().slice(0, 8);
  #sequence = 0;
  #backlog: readonly FeedEvent[] = [];
  readonly #subscribers = new Set<EventSubscription>();
  readonly #progressEmittedMs = new Map<string, number>();

  constructor(ports: EventFeedPorts, limits: Partial<EventFeedLimits> = {}) {
    this.#ports = ports;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** @param type words with dots, e.g. `health.changed` */
  publish(type: string, data: EventData): void {
    this.#sequence += 1;
    const event = { id: this.lastEventId, type, at: this.#ports.clock.now(), data };
    this.#backlog = [...this.#backlog, event].slice(-this.#limits.backlog);
    this.#deliver(event);
  }

  /**
   * Future events, after those missed since `lastEventId`. If they are no longer known, the first event is
   * `reset`: the subscriber must read the state again.
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

  /** The id of the newest event: a subscriber that passes it gets all later ones. */
  get lastEventId(): string {
    return this.#idOf(this.#sequence);
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  /** Ends every subscription. */
  close(): void {
    for (const subscription of [...this.#subscribers]) subscription.close();
  }

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') return;
    if (event.type === 'progress') {
      this.#emitProgress(event);
      return;
    }
    if (event.type === 'succeeded' || event.type === 'failed') this.#progressEmittedMs.delete(event.run.id);
    this.publish(`run.${event.type}`, this.#ports.documents.ofRun(event));
  }

  onJobChanged(job: Job): void {
    this.publish('job.changed', this.#ports.documents.ofJob(job));
  }

  /** Only new progress is useful: it has no number and is not repeated. */
  #emitProgress(event: Extract<RunEvent, { readonly type: 'progress' }>): void {
    const key = event.run.id;
    const nowMs = this.#ports.clock.monotonicMs();
    const emittedMs = this.#progressEmittedMs.get(key);
    if (emittedMs !== undefined && nowMs - emittedMs < this.#limits.progressIntervalMs) return;
    this.#progressEmittedMs.set(key, nowMs);
    const data = this.#ports.documents.ofRun(event);
    this.#deliver({ id: undefined, type: 'run.progress', at: this.#ports.clock.now(), data });
  }

  #deliver(event: FeedEvent): void {
    for (const subscription of [...this.#subscribers]) subscription.offer(event);
  }

  #since(lastEventId: string): readonly FeedEvent[] {
    const ids = [this.#idOf(this.#sequence - this.#backlog.length), ...this.#backlog.map(({ id }) => id)];
    const missed = ids.indexOf(lastEventId);
    if (missed >= 0) return this.#backlog.slice(missed);
    return [{ id: undefined, type: 'reset', at: this.#ports.clock.now(), data: {} }];
  }

  #idOf(sequence: number): string {
    return `${this.#epoch}-${String(sequence)}`;
  }
}
