/** Bytes that look random and are the same for each seed: a linear congruential generator. */
export function pseudoRandomBytes(seed: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  for (let index = 0; index < count; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** A number from 0 up to, but not including, `limit`, the same for each seed. */
export function pseudoRandomNumber(seed: number, limit: number): number {
  return pseudoRandomBytes(seed, 64).readUInt32LE(60) % limit;
}
