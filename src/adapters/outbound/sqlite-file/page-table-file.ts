import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { PageTable } from '../../../application/ports/page-tables.ts';
import { MIB } from '../../../domain/units.ts';
import { readFully } from '../files/file-bytes.ts';
import { SequentialFile } from '../files/sequential-file.ts';

/** Of a page: SHA-256, because a user who writes rows must not be able to hide a changed page. */
export const PAGE_DIGEST_BYTES = 32;

const FORMAT = 1;
const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 32;
const MAX_FOOTER_BYTES = 64 * 1024;

export type TableFacts = Omit<PageTable, 'path'>;

/**
 * Writes a page table: the digests of all pages in order, then the facts as JSON, the length of the JSON (4 bytes, big
 * endian) and the SHA-256 of everything before it. It is not synced: a torn table is recognised and costs a full.
 */
export class PageTableWriter {
  readonly path: string;
  readonly #file: SequentialFile;

  private constructor(path: string, file: SequentialFile) {
    this.path = path;
    this.#file = file;
  }

  /** @throws BackupDirectoryException */
  static async create(path: string): Promise<PageTableWriter> {
    return new PageTableWriter(path, await SequentialFile.create(path, Number.POSITIVE_INFINITY));
  }

  append(digests: Buffer): void {
    this.#file.append([digests], { digest: true });
  }

  async finish(facts: TableFacts): Promise<void> {
    const footer = Buffer.from(JSON.stringify({ format: FORMAT, ...facts }));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(footer.length);
    this.#file.append([footer, length], { digest: true });
    this.#file.append([Buffer.from(this.#file.sha256(), 'hex')], { digest: false });
    await this.#file.close();
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}

/** Reads the digests of a page table in order. Its owner has checked the whole file. */
export class PageTableReader {
  readonly facts: TableFacts;
  readonly #descriptor: number;
  readonly #bodyBytes: number;
  #position = 0;

  private constructor(descriptor: number, { facts, bodyBytes }: Footer) {
    this.#descriptor = descriptor;
    this.facts = facts;
    this.#bodyBytes = bodyBytes;
  }

  /** `undefined` where there is no table, or a damaged one. */
  static open(path: string): PageTableReader | undefined {
    let descriptor;
    try {
      descriptor = openSync(path, 'r');
      const footer = readFooter(descriptor);
      if (footer !== undefined) return new PageTableReader(descriptor, footer);
    } catch {
      // Not there, or not readable: as good as lost.
    }
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }

  /** The digests of the next pages; fewer at the end. */
  next(pages: number): Buffer {
    const left = this.#bodyBytes - this.#position;
    const target = Buffer.alloc(Math.min(pages * PAGE_DIGEST_BYTES, left));
    const filled = readFully(this.#descriptor, target, this.#position);
    this.#position += filled;
    return target.subarray(0, filled);
  }

  get pageCount(): number {
    return this.#bodyBytes / PAGE_DIGEST_BYTES;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Checks the whole table; `undefined` where there is none, or a damaged one. */
export function readPageTable(path: string): PageTable | undefined {
  let descriptor;
  try {
    descriptor = openSync(path, 'r');
    const footer = readFooter(descriptor);
    return footer && isWhole(descriptor) ? { path, ...footer.facts } : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

interface Footer {
  readonly facts: TableFacts;
  readonly bodyBytes: number;
}

function readFooter(descriptor: number): Footer | undefined {
  const { size } = fstatSync(descriptor);
  const end = Buffer.alloc(LENGTH_BYTES);
  const endAt = size - CHECKSUM_BYTES - LENGTH_BYTES;
  if (endAt < 0 || readFully(descriptor, end, endAt) < end.length) return undefined;
  const length = end.readUInt32BE();
  const bodyBytes = endAt - length;
  if (length > MAX_FOOTER_BYTES || bodyBytes < 0 || bodyBytes % PAGE_DIGEST_BYTES !== 0) return undefined;
  const text = Buffer.alloc(length);
  readFully(descriptor, text, bodyBytes);
  const facts = factsOf(JSON.parse(text.toString()) as Readonly<Record<string, unknown>>);
  return facts && { facts, bodyBytes };
}

function factsOf(json: Readonly<Record<string, unknown>>): TableFacts | undefined {
  const { format, storedSha256, databaseSha256, fingerprint, pageSize } = json;
  if (format !== FORMAT || typeof storedSha256 !== 'string' || typeof databaseSha256 !== 'string')
    return undefined;
  if (typeof pageSize !== 'number') return undefined;
  const common = { storedSha256, databaseSha256, pageSize };
  return typeof fingerprint === 'string' ? { ...common, fingerprint } : common;
}

function isWhole(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafeSlow(MIB);
  for (let at = 0; at < size - CHECKSUM_BYTES;) {
    const filled = readFully(descriptor, piece.subarray(0, Math.min(MIB, size - CHECKSUM_BYTES - at)), at);
    if (filled === 0) return false;
    hash.update(piece.subarray(0, filled));
    at += filled;
  }
  const stored = Buffer.alloc(CHECKSUM_BYTES);
  readFully(descriptor, stored, size - CHECKSUM_BYTES);
  return stored.equals(hash.digest());
}
