import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { jobDocument } from '../../../../src/adapters/inbound/documents/job.ts';
import { runEventDocument } from '../../../../src/adapters/inbound/documents/run.ts';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { EventFeed } from '../../../../src/application/events/event-feed.ts';
import type { EventSubscription } from '../../../../src/application/events/event-subscription.ts';
import type { FeedEvent } from '../../../../src/application/events/feed-event.ts';
import type { Job } from '../../../../src/application/jobs/job.ts';
import type { Run } from '../../../../src/application/ports/run-listener.ts';
import { BackupDirectoryException } from '../../../../src/domain/exceptions/backup-directory-exception.ts';

const RUN: Run = { id: 'run-1', operation: 'create', database: 'app', startedAt: new Date(0) };
const JOB: Job = {
  id: 'job-1',
  operation: 'create',
  database: undefined,
  state: 'running',
  cancelRequested: false,
  runId: undefined,
  progress: undefined,
  result: undefined,
  error: undefined,
  startedAt: new Date(0),
  endedAt: undefined,
};

describe('EventFeed', () => {
  let clock: ManualClock;
  let feed: EventFeed;

  beforeEach(() => {
    clock = new ManualClock();
    feed = new EventFeed(
      { clock, documents: { ofRun: runEventDocument, ofJob: jobDocument } },
      { backlog: 5, waiting: 3, subscribers: 2, progressIntervalMs: 250 },
    );
  });

  const subscribe = (lastEventId?: string): EventSubscription => {
    const subscription = feed.subscribe(lastEventId);
    if (subscription === undefined) throw new Error('refused');
    return subscription;
  };
  /** All waiting events; ends the subscription. */
  const drain = async (subscription: EventSubscription): Promise<readonly FeedEvent[]> => {
    subscription.close();
    const events: FeedEvent[] = [];
    for await (const event of subscription) events.push(event);
    return events;
  };
  const types = (events: readonly FeedEvent[]): readonly string[] => events.map(({ type }) => type);
  const progress = (doneBytes: number): void => {
    feed.onRunEvent({ type: 'progress', run: RUN, phase: 'capturing', doneBytes, totalBytes: 9 });
  };

  it('sends every subscriber runs and jobs, in order', async () => {
    const subscriptions = [subscribe(), subscribe()];
    feed.onRunEvent({ type: 'started', run: RUN });
    feed.onJobChanged(JOB);
    feed.onRunEvent({ type: 'warning', run: RUN, message: 'slow', hint: 'wait' });
    for (const subscription of subscriptions) {
      const events = await drain(subscription);
      expect(types(events)).to.deep.equal(['run.started', 'job.changed', 'run.warning']);
      expect(events[2]?.data).to.include({ run_id: 'run-1', message: 'slow', hint: 'wait' });
    }
  });

  it('repeats every event after the id that was the last one', async () => {
    const first = feed.lastEventId;
    for (let count = 0; count < 5; count += 1) feed.onJobChanged(JOB);
    expect(types(await drain(subscribe(first)))).to.deep.equal(
      Array.from({ length: 5 }, () => 'job.changed'),
    );
    const before = feed.lastEventId;
    feed.onRunEvent({ type: 'started', run: RUN });
    expect(types(await drain(subscribe(before)))).to.deep.equal(['run.started']);
    expect(types(await drain(subscribe(first)))).to.deep.equal(['reset']);
    expect(await drain(subscribe(feed.lastEventId))).to.deep.equal([]);
  });

  it('leaves details to the log', async () => {
    const subscription = subscribe();
    feed.onRunEvent({ type: 'detail', run: RUN, elapsedMs: 1, message: 'lock taken', fields: {} });
    expect(await drain(subscription)).to.deep.equal([]);
  });

  it('reports how a run ended', async () => {
    const subscription = subscribe();
    feed.onRunEvent({ type: 'succeeded', run: RUN, durationMs: 5, facts: { filename: 'a.db' } });
    const error = new BackupDirectoryException('no room', { hint: 'Free some.' });
    feed.onRunEvent({ type: 'failed', run: RUN, durationMs: 5, error });
    const [succeeded, failed] = await drain(subscription);
    expect(succeeded?.data).to.deep.include({
      outcome: 'succeeded',
      duration_ms: 5,
      facts: { filename: 'a.db' },
    });
    expect(failed?.data['error']).to.include({ code: 'BACKUP_DIRECTORY', hint: 'Free some.' });
  });

  it('reports that a run found its database unchanged', async () => {
    const subscription = subscribe();
    feed.onRunEvent({ type: 'succeeded', run: RUN, durationMs: 5, facts: {}, outcome: 'unchanged' });
    const [event] = await drain(subscription);
    expect([event?.type, event?.data['outcome']]).to.deep.equal(['run.succeeded', 'unchanged']);
  });

  it('delivers later events to a waiting subscriber', async () => {
    const subscription = subscribe();
    const iterator = subscription[Symbol.asyncIterator]();
    const waiting = iterator.next();
    feed.publish('health.changed', { status: 'warning' });
    expect((await waiting).value).to.deep.include({ type: 'health.changed', data: { status: 'warning' } });
    const ending = iterator.next();
    feed.close();
    expect((await ending).done).to.equal(true);
    expect(feed.subscribers).to.equal(0);
  });

  it('continues after the last event of a subscriber', async () => {
    const first = subscribe();
    for (const count of [1, 2, 3]) feed.publish('tick', { count });
    const [one] = await drain(first);
    const again = await drain(subscribe(one?.id));
    expect(again.map(({ data }) => data['count'])).to.deep.equal([2, 3]);
  });

  it('delivers all missed events, even more than may wait', async () => {
    const first = subscribe();
    for (let count = 0; count < 3; count++) feed.publish('tick', { count });
    const [one] = await drain(first);
    for (let count = 3; count < 5; count++) feed.publish('tick', { count });
    const again = subscribe(one?.id);
    feed.publish('tick', { count: 5 });
    expect((await drain(again)).map(({ data }) => data['count'])).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('sends reset when missed events are unknown, or of another process', async () => {
    const first = subscribe();
    feed.publish('tick', {});
    const [one] = await drain(first);
    for (let count = 0; count < 6; count++) feed.publish('tick', { count });
    expect(types(await drain(subscribe(one?.id)))).to.deep.equal(['reset']);
    expect(types(await drain(subscribe('deadbeef-1')))).to.deep.equal(['reset']);
  });

  it('drops a slow subscriber, and no other', async () => {
    const slow = subscribe();
    const quick = subscribe();
    const iterator = quick[Symbol.asyncIterator]();
    for (let count = 0; count < 4; count++) {
      feed.publish('tick', { count });
      expect((await iterator.next()).value).to.deep.include({ data: { count } });
    }
    expect(slow.isDropped).to.equal(true);
    expect(await drain(slow)).to.deep.equal([]);
    expect(quick.isDropped).to.equal(false);
    expect(feed.subscribers).to.equal(1);
    slow.offer({ id: undefined, type: 'tick', at: clock.now(), data: {} });
    expect(await drain(slow)).to.deep.equal([]);
  });

  it('removes a subscriber that stops', async () => {
    const subscription = subscribe();
    feed.publish('tick', {});
    for await (const event of subscription) {
      expect(event.type).to.equal('tick');
      break;
    }
    expect(feed.subscribers).to.equal(0);
  });

  it('limits the number of subscribers', () => {
    subscribe();
    const second = subscribe();
    expect(feed.subscribe()).to.equal(undefined);
    second.close();
    second.close();
    expect(feed.subscribe()).not.to.equal(undefined);
  });

  it('sends progress sometimes, and never repeats it', async () => {
    const subscription = subscribe();
    feed.publish('tick', {});
    progress(1);
    clock.advance(249);
    progress(2);
    clock.advance(1);
    progress(3);
    const events = await drain(subscription);
    expect(events.slice(1).map(({ data }) => data['done_bytes'])).to.deep.equal([1, 3]);
    expect(events.slice(1).map(({ id }) => id)).to.deep.equal([undefined, undefined]);
    expect(await drain(subscribe(events[0]?.id))).to.deep.equal([]);
  });

  it('sends the progress of a new run of the same name from its start', async () => {
    progress(1);
    feed.onRunEvent({ type: 'succeeded', run: RUN, durationMs: 1, facts: {} });
    const subscription = subscribe();
    progress(2);
    expect(types(await drain(subscription))).to.deep.equal(['run.progress']);
  });

  it('bounds its memory in every sequence', async () => {
    for (let count = 0; count < 100; count++) feed.publish('tick', { count });
    const first = subscribe();
    feed.publish('tick', { count: 100 });
    const [event] = await drain(first);
    const [epoch = '', sequence = ''] = event?.id?.split('-') ?? [];
    const oldest = `${epoch}-${String(Number(sequence) - 5)}`;
    expect(await drain(subscribe(oldest))).to.have.lengthOf(5);
    expect(types(await drain(subscribe(`${epoch}-${String(Number(sequence) - 6)}`)))).to.deep.equal([
      'reset',
    ]);
  });
});
