import { expect } from 'chai';
import { describe, it } from 'mocha';
import { decodeInOrder, type Part } from '../../../../src/adapters/outbound/codec/ordered-parts.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* listed(
  parts: readonly Part[],
  asked: { count: number } = { count: 0 },
): AsyncGenerator<Part> {
  for (const part of parts) {
    asked.count += 1;
    yield part;
  }
}

async function textOf(parts: AsyncIterable<Part>, inFlight: number): Promise<string> {
  let text = '';
  for await (const piece of decodeInOrder(parts, inFlight)) text += piece.toString();
  return text;
}

const after = (turns: number, text: string): Part => ({
  decode: async () => {
    for (let turn = 0; turn < turns; turn += 1) await settle();
    return Buffer.from(text);
  },
});

const streamed = (...texts: string[]): Part => ({
  stream: (async function* () {
    for (const text of texts) yield Buffer.from(text);
  })(),
});

describe('decodeInOrder', () => {
  it('keeps the order of pieces and streams when later ones are ready first', async () => {
    const parts = () => [
      after(5, 'a'),
      after(0, 'b'),
      streamed('c', 'd'),
      after(3, 'e'),
      after(1, 'f'),
      streamed('g'),
    ];
    for (const inFlight of [1, 2, 3, 10]) expect(await textOf(listed(parts()), inFlight)).to.equal('abcdefg');
  });

  it('reads no further part when the consumer stops', async () => {
    const asked = { count: 0 };
    const pieces = decodeInOrder(
      listed(
        Array.from({ length: 50 }, () => after(0, 'x')),
        asked,
      ),
      4,
    );
    await pieces.next();
    for (let turn = 0; turn < 10; turn += 1) await settle();
    expect(asked.count).to.equal(4);
    await pieces.next();
    expect(asked.count).to.equal(5);
    await pieces.return(undefined);
  });

  it('throws the failure of the earliest part', async () => {
    const failing = (message: string): Part => ({ decode: () => Promise.reject(new Error(message)) });
    const parts = [after(3, 'a'), failing('first'), failing('second'), after(0, 'b')];
    expect(await rejectionOf(textOf(listed(parts), 4))).to.have.property('message', 'first');
  });

  it('waits for the parts in flight when the consumer ends early, and ignores their failures', async () => {
    let underWay = 0;
    const failing: Part = {
      decode: async () => {
        underWay += 1;
        for (let turn = 0; turn < 5; turn += 1) await settle();
        underWay -= 1;
        throw new Error('too late');
      },
    };
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      for await (const piece of decodeInOrder(listed([after(0, 'a'), failing, failing]), 3)) {
        expect(piece.toString()).to.equal('a');
        break;
      }
      expect(underWay).to.equal(0);
      for (let turn = 0; turn < 3; turn += 1) await settle();
      expect(unhandled).to.deep.equal([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});
