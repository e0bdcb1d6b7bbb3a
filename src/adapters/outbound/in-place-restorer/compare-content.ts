import type { DatabaseSync } from 'node:sqlite';
import { LiveImage } from '../sqlite-file/live-image.ts';
import { pragma } from './target-connection.ts';
import { MIB } from '../../../domain/units.ts';

const BLOCK_BYTES = MIB;
const HEADER_BYTES = 100;

/**
 * Bytes of page 1 that SQLite sets itself: the versions that give the journal mode, the change counter, the page count
 * (compared separately), the schema cookie, and the last writer's version.
 * Source: https://www.sqlite.org/fileformat2.html#the_database_header
 */
const OWN_BYTES = [
  [18, 20],
  [24, 32],
  [40, 44],
  [92, 100],
] as const;

/** A database with an open read transaction, so that its raw pages can be read. */
interface Readable {
  readonly path: string;
  readonly connection: DatabaseSync;
}

/**
 * True when two databases have the same pages, apart from SQLite's counters in the header.
 *
 * The files stay open until the process ends: closing any descriptor drops every lock of the process on them.
 *
 * @throws SourceChangedError, StreamingUnsupportedError see LiveImage
 */
export async function haveSamePages(one: Readable, other: Readable): Promise<boolean> {
  const images = [LiveImage.open(one.path), LiveImage.open(other.path)] as const;
  await images[0].plan(factsOf(one.connection));
  await images[1].plan(factsOf(other.connection));
  const isSame = compare(...images);
  images[0].assertUnchanged();
  return isSame;
}

function compare(one: LiveImage, other: LiveImage): boolean {
  if (one.bytes !== other.bytes || one.pageCount !== other.pageCount) return false;
  const blocks = [Buffer.alloc(BLOCK_BYTES), Buffer.alloc(BLOCK_BYTES)] as const;
  for (let offset = 0; offset < one.bytes;) {
    const length = one.readBlock(blocks[0]);
    if (other.readBlock(blocks[1]) !== length || length === 0) return false;
    if (offset === 0) for (const block of blocks) blankOwnBytes(block);
    if (!blocks[0].subarray(0, length).equals(blocks[1].subarray(0, length))) return false;
    offset += length;
  }
  return true;
}

function blankOwnBytes(start: Buffer): void {
  const header = start.subarray(0, HEADER_BYTES);
  for (const [from, to] of OWN_BYTES) header.fill(0, from, to);
}

function factsOf(connection: DatabaseSync) {
  return {
    journalMode: String(pragma(connection, 'journal_mode')),
    pageSize: Number(pragma(connection, 'page_size')),
    pageCount: Number(pragma(connection, 'page_count')),
  };
}
