import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { ApiProblem } from '../../../src/adapters/inbound/dashboard/api/api-problem.ts';
import { EventStream, pauseMs } from '../../../src/adapters/inbound/dashboard/api/event-stream.ts';
import { pageEventOf, type PageEvent } from '../../../src/adapters/inbound/dashboard/api/page-event.ts';
import { ALL_DATA, refreshesOf } from '../../../src/adapters/inbound/dashboard/state/refreshes-of.ts';

describe('pageEventOf', () => {
  it('understands what the service tells', () => {
    expect(pageEventOf('health.changed', '{"overall_status":"critical"}')).to.deep.equal({
      type: 'health.changed',
      data: { overall_status: 'critical' },
    });
  });

  it('passes over what it does not know, and what is torn', () => {
    expect(pageEventOf('run.dreamt', '{}')).to.equal(undefined);
    expect(pageEventOf(undefined, '{}')).to.equal(undefined);
    expect(pageEventOf('reset', '{"a":')).to.equal(undefined);
    expect(pageEventOf('reset', 'null')).to.equal(undefined);
  });
});

describe('refreshesOf', () => {
  it('reads the backups and the verdict anew after a run, nothing for its progress, everything after a reset', () => {
    expect(refreshesOf(eventOf('run.failed'))).to.include.members(['databases', 'history', 'calendar']);
    expect(refreshesOf(eventOf('run.succeeded'))).to.include.members(['backups', 'statistics']);
    // Another process's run comes without an event of its own.
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

  it('tells events, comes back after a break, and goes on after the last one it got', async () => {
    const asked: (string | undefined)[] = [];
    const told: string[] = [];
    const openings: boolean[] = [];
    let enough: () => void;
    const ended = new Promise<void>((resolve) => {
      enough = resolve;
    });
    stream = new EventStream({
      open: async (lastEventId) => {
        asked.push(lastEventId);
        return lineOf(
          asked.length === 1
            ? ['retry: 3000\n\nid: e-1\nevent: run.start', 'ed\ndata: {}\n\n', ': heartbeat\n\n']
            : ['event: reset\ndata: {}\n\n'],
        );
      },
      onOpen: (isFirst) => openings.push(isFirst),
      onEvent: ({ type }) => {
        told.push(type);
        if (type === 'reset') enough();
      },
      onBroken: () => stream?.retryNow(),
    });
    stream.start();
    // `retryNow` is heard by the pause that follows.
    const nudge = setInterval(() => stream?.retryNow(), 1);
    await ended;
    clearInterval(nudge);
    expect(told.slice(0, 2)).to.deep.equal(['run.started', 'reset']);
    expect(asked.slice(0, 2)).to.deep.equal([undefined, 'e-1']);
    expect(openings.slice(0, 2)).to.deep.equal([true, false]);
  });

  it('waits longer and longer, up to a bound', async () => {
    const clock = sinon.useFakeTimers();
    const waits: number[] = [];
    stream = new EventStream({
      open: () => Promise.reject(new ApiProblem('no', { code: 'UNREACHABLE', status: 0 })),
      onOpen: () => expect.fail('it never opens'),
      onEvent: () => expect.fail('nothing comes'),
      onBroken: (problem, retryInMs) => {
        expect(problem.code).to.equal('UNREACHABLE');
        waits.push(retryInMs);
      },
    });
    stream.start();
    await clock.tickAsync(120_000);
    expect(waits.length).to.be.greaterThan(8);
    expect(Math.max(...waits)).to.be.at.most(15_000);
    expect(pauseMs(1, 0)).to.equal(500);
    expect(pauseMs(1, 1)).to.equal(1000);
    expect(pauseMs(1000, 1)).to.equal(15_000);
  });

  it('takes silence for a broken line', async () => {
    const clock = sinon.useFakeTimers();
    const broken = sinon.fake();
    stream = new EventStream({
      open: (_, signal) => Promise.resolve(silentLine(signal)),
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

function lineOf(parts: readonly string[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const part of parts) controller.enqueue(encoder.encode(part));
      controller.close();
    },
  });
  return new Response(body);
}

function silentLine(signal: AbortSignal): Response {
  const body = new ReadableStream({
    start: (controller) => {
      signal.addEventListener('abort', () => {
        controller.error(signal.reason);
      });
    },
  });
  return new Response(body);
}
