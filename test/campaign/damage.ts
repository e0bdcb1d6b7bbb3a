import type { Random } from '../torture/random.ts';

/** Kinds of damage to a file; `donor` is another healthy file of the same kind. */
type Damager = (bytes: Buffer, random: Random, donor: Buffer) => Buffer;

const MAX_EXTENSION_BYTES = 4096;
/** As large as a page, a sector, or less. */
const MAX_BLOCK_BYTES = 4096;

const DAMAGERS = {
  'one flipped bit': (bytes, random) => flipBits(bytes, random, 1),
  'flipped bits': (bytes, random) => flipBits(bytes, random, 2 + below(random, 31)),
  truncated: (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  'last bytes lost': (bytes, random) => bytes.subarray(0, -(1 + below(random, Math.min(16, bytes.length)))),
  extended: (bytes, random) => Buffer.concat([bytes, extension(random)]),
  'swapped blocks': swapBlocks,
  'zeroed range': (bytes, random) => {
    const { start, length } = range(bytes, random);
    return Buffer.from(bytes).fill(0, start, start + length);
  },
  'empty file': () => Buffer.alloc(0),
  "another backup's": (_bytes, _random, donor) => donor,
} satisfies Record<string, Damager>;

export type DamageKind = keyof typeof DAMAGERS;
export const DAMAGE_KINDS = Object.keys(DAMAGERS) as [DamageKind, ...DamageKind[]];

/** Other bytes than the given ones, which stay unchanged; `undefined` when the random change had no effect. */
export function damaged(kind: DamageKind, bytes: Buffer, random: Random, donor: Buffer): Buffer | undefined {
  const result = DAMAGERS[kind](bytes, random, donor);
  return result.equals(bytes) ? undefined : result;
}

/** An integer from 0 up to, but not including, the limit. */
export function below(random: Random, limit: number): number {
  return Math.floor(random.next() * limit);
}

/** A copy with this many random bits flipped. */
export function flipBits(bytes: Buffer, random: Random, count: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let flip = 0; flip < count && copy.length > 0; flip += 1) {
    const at = below(random, copy.length);
    copy[at] = copy.readUInt8(at) ^ (1 << below(random, 8));
  }
  return copy;
}

function range(bytes: Buffer, random: Random): { start: number; length: number } {
  const length = 1 + below(random, Math.min(MAX_BLOCK_BYTES, bytes.length));
  return { start: below(random, bytes.length - length + 1), length };
}

function swapBlocks(bytes: Buffer, random: Random): Buffer {
  const length = 1 + below(random, Math.min(MAX_BLOCK_BYTES, Math.floor(bytes.length / 2)));
  const first = below(random, bytes.length - 2 * length + 1);
  const second = first + length + below(random, bytes.length - first - 2 * length + 1);
  const copy = Buffer.from(bytes);
  bytes.copy(copy, first, second, second + length);
  bytes.copy(copy, second, first, first + length);
  return copy;
}

function extension(random: Random): Buffer {
  const length = 1 + below(random, random.next() < 0.5 ? 1 : MAX_EXTENSION_BYTES);
  const fill = random.pick(['zeros', 'line feeds', 'noise']);
  if (fill === 'zeros') return Buffer.alloc(length);
  if (fill === 'line feeds') return Buffer.alloc(length, '\n');
  return Buffer.from(Array.from({ length }, () => below(random, 256)));
}
