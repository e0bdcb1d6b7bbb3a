/**
 * Fills `block` from its start and returns the bytes filled: all of it, less only at the end of the image, then 0
 * for ever. The block's memory must not be touched once the call has returned.
 */
export type ReadBlock = (block: Buffer) => number | Promise<number>;

/** Stores one block; `turn` settles when the block before it is stored. Must not settle while using the block. */
export type StoreBlock = (block: Buffer, turn: Promise<void>) => Promise<void>;

export interface RingSize {
  readonly blockBytes: number;
  /** Blocks in flight, and so the buffers that there are. */
  readonly blocks: number;
}

interface Slot {
  readonly memory: Buffer;
  stored: Promise<void>;
}

/**
 * Reads an image block by block into a fixed ring of buffers and has each block stored, several at a time: a buffer
 * is filled again only when its block is stored. An empty image is one empty block. When this settles no callback
 * is left that touches the buffers; the failure of the earliest block is the one thrown.
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
        // It is awaited when its slot comes round again, which may be later than it fails.
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
