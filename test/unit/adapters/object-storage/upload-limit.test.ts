import { expect } from 'chai';
import { describe, it } from 'mocha';
import { UploadLimit } from '../../../../src/adapters/outbound/object-storage/upload-limit.ts';

async function* pieces(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield Promise.resolve(new Uint8Array(size).fill(index));
}

describe('UploadLimit', () => {
  function limited(bytesPerSecond: number) {
    let nowMs = 5000;
    const wait = (ms: number) => Promise.resolve((nowMs += ms));
    return {
      limit: new UploadLimit({ bytesPerSecond, nowMs: () => nowMs, wait }),
      elapsedMs: () => nowMs - 5000,
    };
  }

  const read = async (bytes: AsyncIterable<Uint8Array>): Promise<number> => {
    let total = 0;
    for await (const piece of bytes) total += piece.length;
    return total;
  };

  it('passes all bytes on, the last piece not before the ones before it were sent', async () => {
    const { limit, elapsedMs } = limited(1000);
    expect(await read(limit.slowed(pieces(11, 500)))).to.equal(5500);
    expect(elapsedMs()).to.equal(5000);
  });

  it('is shared by all uploads', async () => {
    const { limit, elapsedMs } = limited(1000);
    await Promise.all([read(limit.slowed(pieces(5, 500))), read(limit.slowed(pieces(5, 500)))]);
    expect(elapsedMs()).to.be.at.least(4500);
  });
});
