import { createHash } from 'node:crypto';

/** Bytes of a page; the last one of a database may be shorter. */
export const IN_MEMORY_PAGE_BYTES = 64;

const MAGIC = 'in-memory delta\n';

interface DeltaContent {
  readonly databaseBytes: number;
  /** Of the database that the delta makes. */
  readonly databaseSha256: string;
  /** Page number → content in base64. */
  readonly pages: Readonly<Record<number, string>>;
}

export interface InMemoryDeltaFacts {
  readonly frames: number;
  readonly pageCount: number;
}

/** The digest of each page, in hex. */
export function digestPages(image: Uint8Array): readonly string[] {
  return pagesOf(image).map(sha256);
}

/** The pages that differ from the parent's; page 1 is always in it. */
export function encodeDelta(parentDigests: readonly string[], image: Uint8Array): Uint8Array {
  const changed = pagesOf(image).flatMap((page, index) =>
    index === 0 || sha256(page) !== parentDigests[index]
      ? [[index + 1, Buffer.from(page).toString('base64')] as const]
      : [],
  );
  const content: DeltaContent = {
    databaseBytes: image.length,
    databaseSha256: sha256(image),
    pages: Object.fromEntries(changed),
  };
  return Buffer.from(MAGIC + JSON.stringify(content));
}

/** @throws RangeError it is no delta */
export function readDeltaFacts(delta: Uint8Array): InMemoryDeltaFacts {
  const { pages, databaseBytes } = decode(delta);
  return { frames: Object.keys(pages).length, pageCount: Math.ceil(databaseBytes / IN_MEMORY_PAGE_BYTES) };
}

/** @throws RangeError it is no delta, or was made for another parent */
export function applyDelta(image: Uint8Array, delta: Uint8Array): Uint8Array {
  const { databaseBytes, databaseSha256, pages } = decode(delta);
  const result = Buffer.alloc(databaseBytes);
  result.set(image.subarray(0, databaseBytes));
  for (const [number, content] of Object.entries(pages))
    result.set(Buffer.from(content, 'base64'), (Number(number) - 1) * IN_MEMORY_PAGE_BYTES);
  if (sha256(result) !== databaseSha256) throw new RangeError('the delta was made for another parent');
  return result;
}

function decode(delta: Uint8Array): DeltaContent {
  const text = Buffer.from(delta).toString();
  if (!text.startsWith(MAGIC)) throw new RangeError('no delta');
  return JSON.parse(text.slice(MAGIC.length)) as DeltaContent;
}

function pagesOf(image: Uint8Array): readonly Uint8Array[] {
  const count = Math.ceil(image.length / IN_MEMORY_PAGE_BYTES);
  return Array.from({ length: count }, (_, index) =>
    image.subarray(index * IN_MEMORY_PAGE_BYTES, (index + 1) * IN_MEMORY_PAGE_BYTES),
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
