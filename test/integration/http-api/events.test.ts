import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ApiWorld } from '../../support/api-world.ts';

/** Reads server-sent events until one of a type. */
async function until(response: Response, type: string): Promise<readonly string[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error(`the stream ended: ${text}`);
    text += value;
    const events = text.split('\n\n').slice(0, -1);
    if (events.some((event) => event.includes(`event: ${type}\n`))) {
      await reader?.cancel();
      return events;
    }
  }
}

const idOf = (event: string): string => /^id: (?<id>.*)$/m.exec(event)?.groups?.['id'] ?? '';
const typesOf = (events: readonly string[]): readonly string[] =>
  events.map((event) => /^event: (?<type>.*)$/m.exec(event)?.groups?.['type'] ?? '');

describe('events of the API', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = new ApiWorld();
    await world.listen();
  });
  afterEach(async () => world.close());

  const follow = (lastEventId?: string): Promise<Response> =>
    world.ask('GET', '/api/backup/events', {
      headers: lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId },
    });

  it('arrive in order', async () => {
    const response = await follow();
    expect(response.headers.get('Content-Type')).to.match(/^text\/event-stream/);
    const reading = until(response, 'run.succeeded');
    await world.create();
    const types = typesOf(await reading);
    const places = ['job.changed', 'run.started', 'run.succeeded'].map((type) => types.indexOf(type));
    expect(places).to.deep.equal([...places].sort((left, right) => left - right));
    expect(places[0]).to.be.at.least(0);
  });

  it('continue after the last event of the caller', async () => {
    const first = until(await follow(), 'run.started');
    await world.create();
    const last = (await first).find((event) => event.includes('event: run.started')) ?? '';
    const again = await until(await follow(idOf(last)), 'run.succeeded');
    expect(again).not.to.include(last);
    expect(typesOf(again)).to.include('run.succeeded');
  });

  it('continue after the last event that the session names', async () => {
    const answer = await world.ask('GET', '/api/backup/session');
    const { last_event_id: before } = (await answer.json()) as { readonly last_event_id: string };
    await world.create();
    expect(typesOf(await until(await follow(before), 'run.succeeded'))).to.include('run.started');
    await world.create();
    expect(typesOf(await until(await follow(before), 'run.succeeded'))).not.to.include('reset');
  });

  it('start with a reset when the id is of another process', async () => {
    expect(typesOf(await until(await follow('deadbeef-7'), 'reset'))).to.include('reset');
  });

  it('end when the caller closes the connection or the service stops', async () => {
    const hangingUp = new AbortController();
    await world.ask('GET', '/api/backup/events', { signal: hangingUp.signal });
    const staying = await follow();
    expect(world.events.subscribers).to.equal(2);
    hangingUp.abort();
    while (world.events.subscribers > 1) await new Promise((resolve) => setImmediate(resolve));
    world.events.close();
    expect(await staying.text()).to.include('retry:');
    expect(world.events.subscribers).to.equal(0);
  });

  it('do not start on HEAD', async () => {
    expect((await world.ask('HEAD', '/api/backup/events')).status).to.equal(200);
    expect(world.events.subscribers).to.equal(0);
  });

  it('are refused when too many callers follow them', async () => {
    while (world.events.subscribe() !== undefined);
    const response = await follow();
    expect(response.status).to.equal(429);
    expect(await response.json()).to.include({ code: 'TOO_MANY_REQUESTS' });
  });

  it('end when the caller does not read, and free their memory', async () => {
    await follow();
    const data = { text: 'x'.repeat(100_000) };
    for (let count = 0; count < 2000 && world.events.subscribers > 0; count++) {
      world.events.publish('tick', data);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(world.events.subscribers).to.equal(0);
  });
});
