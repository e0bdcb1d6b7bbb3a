import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 256 * 1024;
/** Our records are shorter. */
const MAX_LINE_BYTES = 4 * 1024 ** 2;
const LINE_FEED = 0x0a;

/**
 * The lines of a file from its end to its start, block by block; within a block in file order. A line longer than any
 * record is skipped.
 *
 * @param maxBytes how much of the file's end is read
 */
export async function* linesBackwards(file: FileHandle, maxBytes: number): AsyncGenerator<readonly Buffer[]> {
  const { size } = await file.stat();
  const start = Math.max(0, size - maxBytes);
  /** The start of the next block, which completes the last line of this one. */
  let rest: Buffer = Buffer.alloc(0);
  for (let end = size; end > start;) {
    const length = Math.min(BLOCK_BYTES, end - start);
    end -= length;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, end);
    const block = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    // The text before the first line feed belongs to a line of an earlier block.
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
