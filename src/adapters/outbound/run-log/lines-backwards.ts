import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 256 * 1024;
/** No record of ours is longer. */
const MAX_LINE_BYTES = 4 * 1024 ** 2;
const LINE_FEED = 0x0a;

/**
 * The lines of a file from its end towards its beginning, block by block; within a block in the file's order. A line
 * that is longer than any record is passed over.
 *
 * @param maxBytes how much of the file's end is looked at
 */
export async function* linesBackwards(file: FileHandle, maxBytes: number): AsyncGenerator<readonly Buffer[]> {
  const { size } = await file.stat();
  const start = Math.max(0, size - maxBytes);
  /** The beginning of the block behind, which ends a line of this one. */
  let rest: Buffer = Buffer.alloc(0);
  for (let end = size; end > start;) {
    const length = Math.min(BLOCK_BYTES, end - start);
    end -= length;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, end);
    const block = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    // What comes before the first line feed belongs to a line that begins further up.
    const first = end === 0 ? 0 : block.indexOf(LINE_FEED) + 1;
    if (end > 0 && first === 0) {
      rest = block.length > MAX_LINE_BYTES ? Buffer.alloc(0) : block;
      continue;
    }
    rest = block.subarray(0, first);
    yield split(block.subarray(first));
  }
}

function split(block: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < block.length;) {
    const next = block.indexOf(LINE_FEED, at);
    const end = next === -1 ? block.length : next;
    if (end > at) lines.push(block.subarray(at, end));
    at = end + 1;
  }
  return lines;
}
