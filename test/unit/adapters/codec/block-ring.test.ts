import { expect } from 'chai';
import { describe, it } from 'mocha';
import { pumpBlocks } from '../../../../src/adapters/outbound/codec/artifact-writer.ts';
import { rejectionOf } from '../../../support/rejection-of.ts';

const RING = { blockBytes: 4, blocks: 3 };

/** Reads an image whose blocks are filled with their number, and counts the calls. */
function reader(wholeBlocks: number, restBytes: number) {
  const calls = { count: 0 };
  const read = (block: Buffer): number => {
    const index = calls.count++;
    block.fill(index);
    if (index < wholeBlocks) return block.length;
    return index === wholeBlocks ? restBytes : 0;
  };
  return { read, calls };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('pumpBlocks', () => {
  it('stores every block in order and stops after a short one', async () => {
    const { read, calls } = reader(5, 2);
    const stored: number[][] = [];
    await pumpBlocks(read, RING, async (block, turn) => {
      await turn;
      stored.push([...block]);
    });
    expect(stored.map(([first]) => first)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(stored.at(-1)).to.deep.equal([5, 5]);
    expect(calls.count).to.equal(6);
  });

  it('stores no empty last block; an empty image is one empty block', async () => {
    for (const [wholeBlocks, expected] of [
      [2, [4, 4]],
      [0, [0]],
    ] as const) {
      const lengths: number[] = [];
      await pumpBlocks(reader(wholeBlocks, 0).read, RING, (block) => {
        lengths.push(block.length);
        return Promise.resolve();
      });
      expect(lengths).to.deep.equal(expected);
    }
  });

  it('reuses a buffer only when its block is stored', async () => {
    const { read, calls } = reader(10, 1);
    const finish: (() => void)[] = [];
    const contents: number[] = [];
    const pumping = pumpBlocks(read, RING, async (block) => {
      await new Promise<void>((resolve) => finish.push(resolve));
      contents.push(block[0] ?? -1);
    });
    await settle();
    expect(calls.count).to.equal(RING.blocks);
    for (let index = 0; index < 11; index += 1) {
      finish[index]?.();
      await settle();
    }
    await pumping;
    expect(contents).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('throws the first failure, stops reading, and waits for the blocks in flight', async () => {
    const { read, calls } = reader(100, 0);
    let underWay = 0;
    const failure = new Error('block 1');
    const found = await rejectionOf(
      pumpBlocks(read, RING, async (block, turn) => {
        const number = block[0];
        underWay += 1;
        await settle();
        underWay -= 1;
        if (number === 1) throw failure;
        await turn;
      }),
    );
    expect(found).to.equal(failure);
    expect(underWay).to.equal(0);
    expect(calls.count).to.be.lessThan(1 + 2 * RING.blocks);
  });

  it('waits for the blocks in flight when reading fails', async () => {
    let stored = 0;
    let reads = 0;
    const failure = new Error('unreadable');
    const read = (block: Buffer): Promise<number> =>
      reads++ < 2 ? Promise.resolve(block.length) : Promise.reject(failure);
    const found = await rejectionOf(
      pumpBlocks(read, RING, async () => {
        await settle();
        await settle();
        stored += 1;
      }),
    );
    expect(found).to.equal(failure);
    expect(stored).to.equal(2);
  });
});
