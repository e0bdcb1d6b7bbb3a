import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { ApiProblem } from '../../../src/adapters/inbound/dashboard/api/api-problem.ts';
import { EventStream, retryDelayMs } from '../../../src/adapters/inbound/dashboard/api/event-stream.ts';
import { pageEventOf, type PageEvent } from '../../../src/adapters/inbound/dashboard/api/page-event.ts';
import { ALL_DATA, refreshesOf } from '../../../src/adapters/inbound/dashboard/state/data.ts';

describe('pageEventOf', () => {
  it('reads an event of the service', () => {
    expect(pageEventOf('health.changed', '{"overall_status":"critical"}')).to.deep.equal({
      type: 'health.changed',
      data: { overall_status: 'critical' },
    });
  });

  it('ignores unknown and damaged events', () => {
    expect(pageEventOf('run.unknown', '{}')).to.equal(undefined);
    expect(pageEventOf(undefined, '{}')).to.equal(undefined);
    expect(pageEventOf('reset', '{"a":')).to.equal(undefined);
    expect(pageEventOf('reset', 'null')).to.equal(undefined);
  });
});

describe('refreshesOf', () => {
  it('refreshes data after a run, nothing after progress, everything after a reset', () => {
    expect(refreshesOf(eventOf('run.failed'))).to.include.members(['databases', 'history', 'calendar']);
    expect(refreshesOf(eventOf('run.succeeded'))).to.include.members(['backups', 'statistics']);
    // Runs of other processes cause no event of their own.
    expect(refreshesOf(eventOf('health.changed'))).to.include.members(['databases', 'backups']);
    expect(refreshesOf(eventOf('run.progress'))).to.deep.equal([]);
    expect(refreshesOf(eventOf('reset'))).to.deep.equal(ALL_DATA);
  });
});

describe('EventStream', () => {
  let stream: EventStream | undefined;

  afterEach(() => {
    stream?.stop();
    sinon.restore();
  });

  it('emits events and reconnects after the last one when the connection breaks', async () => {
    const requests: (string | undefined)[] = [];
    const received: string[] = [];
    const openings: boolean[] = [];
    let stopWaiting: () => void;
    const ended = new Promise<void>((resolve) => {
      stopWaiting = resolve;
    });
    stream = new EventStream({
      open: async (lastEventId) => {
        requests.push(lastEventId);
        return responseOf(
          requests.length === 1
            ? ['retry: 3000\n\nid: e-1\nevent: run.start', 'ed\ndata: {}\n\n', ': heartbeat\n\n']
            : ['event: reset\ndata: {}\n\n'],
        );
      },
      onOpen: (isFirst) => openings.push(isFirst),
      onEvent: ({ type }) => {
        received.push(type);
        if (type === 'reset') stopWaiting();
      },
      onBroken: () => stream?.retryNow(),
    });
    stream.start('e-0');
    // `retryNow` only ends a delay that has started.
    const nudge = setInterval(() => stream?.retryNow(), 1);
    await ended;
    clearInterval(nudge);
    expect(received.slice(0, 2)).to.deep.equal(['run.started', 'reset']);
    expect(requests.slice(0, 2)).to.deep.equal(['e-0', 'e-1']);
    expect(openings.slice(0, 2)).to.deep.equal([true, false]);
  });

  it('waits longer after each failure, up to a limit', async () => {
    const clock = sinon.useFakeTimers();
    const waits: number[] = [];
    stream = new EventStream({
      open: () => Promise.reject(new ApiProblem('no', { code: 'UNREACHABLE', status: 0 })),
      onOpen: () => expect.fail('must not open'),
      onEvent: () => expect.fail('must not emit'),
      onBroken: (problem, retryInMs) => {
        expect(problem.code).to.equal('UNREACHABLE');
        waits.push(retryInMs);
      },
    });
    stream.start();
    await clock.tickAsync(120_000);
    expect(waits.length).to.be.greaterThan(8);
    expect(Math.max(...waits)).to.be.at.most(15_000);
    expect(retryDelayMs(1, 0)).to.equal(500);
    expect(retryDelayMs(1, 1)).to.equal(1000);
    expect(retryDelayMs(1000, 1)).to.equal(15_000);
  });

  it('treats silence as a broken connection', async () => {
    const clock = sinon.useFakeTimers();
    const broken = sinon.fake();
    stream = new EventStream({
      open: (_, signal) => Promise.resolve(silentResponse(signal)),
      onOpen: () => undefined,
      onEvent: () => undefined,
      onBroken: broken,
    });
    stream.start();
    await clock.tickAsync(39_000);
    expect(broken.called).to.equal(false);
    await clock.tickAsync(2000);
    expect(broken.calledOnce).to.equal(true);
  });
});

function eventOf(type: PageEvent['type']): PageEvent {
  return { type, data: {} } as PageEvent;
}

function responseOf(parts: readonly string[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      controller.close();
    },
  });
  return new Response(body);
}

function silentResponse(signal: AbortSignal): Response {
  const body = new ReadableStream({
    start: (controller) => {
      signal.addEventListener('abort', () => {
        controller.error(signal.reason);
      });
    },
  });
  return new Response(body);
}
