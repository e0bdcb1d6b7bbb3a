import type { Random } from '../torture/random.ts';
import { below, flipBits } from './damage.ts';
import { SOURCE_PAGE_BYTES } from './source-database.ts';

type PageDamager = (image: Buffer, random: Random) => void;

const DAMAGERS = {
  'one flipped bit': (image, random) => {
    const page = anyPage(image, random);
    flipBits(page, random, 1).copy(page);
  },
  '16 flipped bits in a page': (image, random) => {
    const page = anyPage(image, random);
    flipBits(page, random, 16).copy(page);
  },
  'zeroed sector (512 bytes)': (image, random) => {
    const sector = 512 * below(random, SOURCE_PAGE_BYTES / 512);
    anyPage(image, random).fill(0, sector, sector + 512);
  },
  'zeroed page': (image, random) => anyPage(image, random).fill(0),
  'page of noise': (image, random) => {
    const page = anyPage(image, random);
    for (let at = 0; at < page.length; at += 1) page[at] = below(random, 256);
  },
  'two pages swapped': (image, random) => {
    const [first, second] = [anyPage(image, random), anyPage(image, random)];
    const kept = Buffer.from(first);
    second.copy(first);
    kept.copy(second);
  },
  'a page over another': (image, random) => {
    anyPage(image, random).copy(anyPage(image, random));
  },
} satisfies Record<string, PageDamager>;

export type PageDamageKind = keyof typeof DAMAGERS;
export const PAGE_DAMAGE_KINDS = Object.keys(DAMAGERS) as [PageDamageKind, ...PageDamageKind[]];

/** A copy of the image with damaged pages; repeated until its bytes differ. */
export function withDamagedPages(kind: PageDamageKind, image: Buffer, random: Random): Buffer {
  for (;;) {
    const copy = Buffer.from(image);
    DAMAGERS[kind](copy, random);
    if (!copy.equals(image)) return copy;
  }
}

function anyPage(image: Buffer, random: Random): Buffer {
  const start = below(random, image.length / SOURCE_PAGE_BYTES) * SOURCE_PAGE_BYTES;
  return image.subarray(start, start + SOURCE_PAGE_BYTES);
}
