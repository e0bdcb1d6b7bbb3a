/**
 * Fills `block` and returns the bytes filled: fewer only at the end of the image, then 0. It must not touch the
 * block's memory after it has returned.
 */
export type ReadBlock = (block: Buffer) => number | Promise<number>;

/** Stores one block; `turn` settles when the previous block is stored. It must not settle while using the block. */
export type StoreBlock = (block: Buffer, turn: Promise<void>) => Promise<void>;

export interface RingSize {
  readonly blockBytes: number;
  /** Blocks in flight: the number of buffers. */
  readonly blocks: number;
}

interface Slot {
  readonly memory: Buffer;
  stored: Promise<void>;
}

/**
 * Reads an image block by block into a fixed ring of buffers and stores several blocks in parallel. A buffer is
 * reused only after its block is stored. An empty image is one empty block. When it settles, no callback uses the
 * buffers any more; it throws the failure of the earliest block.
 */
export async function pumpBlocks(readBlock: ReadBlock, ring: RingSize, store: StoreBlock): Promise<void> {
  const slots: Slot[] = [];
  let turn = Promise.resolve();
  try {
    for (let index = 0; ; index += 1) {
      const slot = (slots[index % ring.blocks] ??= emptySlot(ring.blockBytes));
      await slot.stored;
      const filled = await readBlock(slot.memory);
      if (filled > 0 || index === 0) {
        slot.stored = store(slot.memory.subarray(0, filled), turn);
        turn = slot.stored;
        // It is awaited later: do not report its failure as unhandled.
        turn.catch(() => undefined);
      }
      if (filled < ring.blockBytes) break;
    }
    await turn;
  } finally {
    await Promise.allSettled(slots.map(({ stored }) => stored));
  }
}

function emptySlot(blockBytes: number): Slot {
  return { memory: Buffer.allocUnsafeSlow(blockBytes), stored: Promise.resolve() };
}
