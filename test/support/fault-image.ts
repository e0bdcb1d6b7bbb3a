import type { ReadBlock } from '../../src/adapters/outbound/codec/artifact-writer.ts';

/** Reads an existing image in blocks, as a capture does. */
export function blocksOf(pieces: Iterable<Uint8Array>): ReadBlock {
  const iterator = pieces[Symbol.iterator]();
  let rest: Uint8Array = new Uint8Array();
  return (block) => {
    let filled = 0;
    while (filled < block.length) {
      if (rest.length === 0) {
        const next = iterator.next();
        if (next.done === true) break;
        rest = next.value;
      }
      const taken = rest.subarray(0, block.length - filled);
      block.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
    }
    return filled;
  };
}
