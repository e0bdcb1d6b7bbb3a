import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Context } from 'koa';
import { describe, it } from 'mocha';
import { answerTogether } from '../../../src/adapters/inbound/http/create-http-app.ts';

describe('answers of one turn of the event loop', () => {
  const answer = answerTogether();
  const told: string[] = [];
  const ask = (name: string, next: () => Promise<void>): void => {
    void (answer({} as Context, next) as Promise<void>).then(
      () => told.push(name),
      (error: unknown) => told.push(`${name} failed: ${String(error)}`),
    );
  };

  it('are sent at its end', async () => {
    ask('first', () => Promise.resolve());
    ask('second', () => Promise.reject(new Error('no')));
    await Promise.resolve().then(() => undefined);
    expect(told).to.deep.equal([]);
    await nextTurn();
    expect(told).to.deep.equal(['first', 'second failed: Error: no']);
    ask('third', () => Promise.resolve());
    await Promise.resolve().then(() => undefined);
    expect(told).to.have.lengthOf(2);
    await nextTurn();
    expect(told.slice(2)).to.deep.equal(['third']);
  });
});
