import { PassThrough } from 'node:stream';
import { z } from 'zod';
import type { EventSubscription } from '../../../../application/events/event-subscription.ts';
import type { FeedEvent } from '../../../../application/events/feed-event.ts';
import { HttpException } from '../http-exception.ts';
import type { HttpServices } from '../http-services.ts';
import type { RouteContext } from '../route-context.ts';
import { operation, type ApiOperation } from './api-operation.ts';

const MEDIA_TYPE = 'text/event-stream';
/** Proxies close a connection that is idle for a minute. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3000;

export function eventsOperation({ events }: Pick<HttpServices, 'events'>): ApiOperation {
  return operation({
    id: 'followEvents',
    method: 'GET',
    path: '/api/backup/events',
    tag: 'runs',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Events of runs, jobs and health as they happen',
    description:
      'Server-sent events: `run.started`, `run.warning`, `run.succeeded`, `run.failed`, `job.changed`, ' +
      '`health.changed`, each with an id; `run.progress` without one. After `reset`, events were missed: read the ' +
      'state again. A caller that reads too slowly is disconnected and can reconnect.',
    headers: { 'Last-Event-ID': 'Continue after this event' },
    answers: {
      200: {
        description: 'The stream',
        mediaType: MEDIA_TYPE,
        schema: z.string(),
        example:
          'id: 1f8f5f3b-7\nevent: run.started\ndata: {"at":"2026-11-22T21:08:00.123Z","run_id":"create-app","operation":"create","database":"app","started_at":"2026-11-22T21:08:00.123Z"}\n\n',
      },
    },
    problems: [],
    handle: ({ context }) => {
      setHeaders(context);
      if (context.method === 'HEAD') return undefined;
      const lastEventId = context.get('Last-Event-ID');
      const subscription = events.subscribe(lastEventId === '' ? undefined : lastEventId);
      if (subscription === undefined) throw tooMany();
      context.body = streamOf(subscription, context.state.signal);
      context.type = MEDIA_TYPE;
      return undefined;
    },
  });
}

function setHeaders(context: RouteContext): void {
  context.status = 200;
  context.type = MEDIA_TYPE;
  // nginx and compressing proxies would buffer the events.
  context.set('X-Accel-Buffering', 'no');
  context.set('Cache-Control', 'no-store, no-transform');
}

function streamOf(subscription: EventSubscription, signal: AbortSignal): PassThrough {
  const stream = new PassThrough();
  const heartbeat = setInterval(() => {
    // Unread data keeps the connection alive too.
    if (stream.writableLength === 0) stream.write(': heartbeat\n\n');
  }, HEARTBEAT_MS);
  const stop = (): void => {
    subscription.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  stream.once('close', () => {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
    stop();
  });
  stream.write(`retry: ${String(RETRY_MS)}\n\n`);
  void feed(stream, subscription);
  return stream;
}

/** Waits for each write, so that the subscription can detect a slow caller. */
async function feed(stream: PassThrough, subscription: EventSubscription): Promise<void> {
  try {
    for await (const event of subscription) {
      if (stream.destroyed) return;
      if (!stream.write(textOf(event))) await drained(stream);
    }
  } finally {
    stream.end();
  }
}

function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

function textOf({ id, type, at, data }: FeedEvent): string {
  const number = id === undefined ? '' : `id: ${id}\n`;
  return `${number}event: ${type}\ndata: ${JSON.stringify({ at: at.toISOString(), ...data })}\n\n`;
}

function tooMany(): HttpException {
  return new HttpException('TOO_MANY_REQUESTS', 'too many callers follow the events', {
    hint: 'Close other connections. GET /api/backup/jobs has the present state.',
    headers: { 'Retry-After': '30' },
  });
}
