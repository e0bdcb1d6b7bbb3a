import { createHash } from 'node:crypto';
import type { ChangesRequest, ChangeFacts } from '../../../application/ports/database-snapshotter.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { isEncryptedAs } from '../age/encryption-record.ts';
import { writeArtifact, type ArtifactFacts } from '../codec/artifact-writer.ts';
import { BLOCK_BYTES } from '../codec/ordered-parts.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { PageTableBuilder } from '../sqlite-file/page-table-builder.ts';
import { PageTableReader, type PageTableWriter } from '../sqlite-file/page-table-file.ts';
import { deltaStream } from '../sqlite-file/delta-stream.ts';
import type { PageImage } from '../sqlite-file/page-image.ts';
import { SALT_BYTES } from '../sqlite-file/wal-writer.ts';
import type { CaptureTask } from '../task-worker/tasks.ts';

/** What was written of an image, and its page table without the facts at its end. */
export interface WrittenImage extends ArtifactFacts, ChangeFacts {
  /** Nothing was written: the database is as at the newest backup. */
  readonly isUnchanged: boolean;
  readonly table?: PageTableWriter | undefined;
}

type OnBytes = (databaseBytesDone: number) => void;

/**
 * Writes an image as the request wants it: a full, a delta, or nothing where nothing changed.
 * @throws as `writeArtifact`
 */
export async function writeImage(
  image: PageImage,
  request: CaptureTask,
  onBytes: OnBytes,
): Promise<WrittenImage> {
  const { changes } = request;
  if (changes === undefined) return { ...(await writeFull(image, request, onBytes)), isUnchanged: false };
  const parent = openParent(image, request, changes);
  const builder = await PageTableBuilder.create(`${request.destinationPath}.pages`, {
    pageSize: image.pageSize,
    blockBytes: BLOCK_BYTES,
    digestPages: changes.digestPages,
    parent: parent.reader,
  });
  try {
    const context = { image, request, changes, builder, onBytes };
    const written = parent.reader === undefined ? await fullWithTable(context) : await delta(context);
    return {
      ...written,
      ...(parent.problem !== undefined && { fullReason: parent.problem }),
      table: builder.table,
    };
  } catch (error) {
    await builder.table.close();
    throw error;
  } finally {
    parent.reader?.close();
    await builder.close();
  }
}

/** As `request`, but always with a full: a damaged database is kept whole for a repair. */
export function asFull(request: CaptureTask): CaptureTask {
  const { changes } = request;
  if (changes === undefined) return request;
  return { ...request, changes: { ...changes, newest: undefined, parentTablePath: undefined } };
}

interface ChangeContext {
  readonly image: PageImage;
  readonly request: CaptureTask;
  readonly changes: ChangesRequest['changes'];
  readonly builder: PageTableBuilder;
  readonly onBytes: OnBytes;
}

/** The parent's table, or why no delta can be made on it. */
function openParent(
  image: PageImage,
  { encryption }: CaptureTask,
  { parentTablePath, parentEncryption }: ChangesRequest['changes'],
): { readonly reader?: PageTableReader; readonly problem?: string } {
  if (parentTablePath === undefined) return {};
  if (!isEncryptedAs(encryption, parentEncryption))
    return { problem: 'the encryption of the parent is another one' };
  const reader = PageTableReader.open(parentTablePath);
  if (reader === undefined) return { problem: 'the page table of the parent cannot be read' };
  const { pageSize } = reader.facts;
  if (pageSize === image.pageSize) return { reader };
  reader.close();
  return { problem: `the page size has changed from ${String(pageSize)} to ${String(image.pageSize)}` };
}

async function writeFull(image: PageImage, request: CaptureTask, onBytes: OnBytes): Promise<ArtifactFacts> {
  return writeArtifact((block) => image.readBlock(block), request.destinationPath, { ...request, onBytes });
}

async function fullWithTable({
  image,
  request,
  changes,
  builder,
  onBytes,
}: ChangeContext): Promise<WrittenImage> {
  const readBlock = async (block: Buffer): Promise<number> => {
    const filled = image.readBlock(block);
    await builder.take(block.subarray(0, filled));
    return filled;
  };
  const facts = await writeArtifact(readBlock, request.destinationPath, { ...request, onBytes });
  await builder.changedPages();
  if (facts.databaseSha256 !== changes.newest?.databaseSha256) return { ...facts, isUnchanged: false };
  await removeInDirectory(request.destinationPath);
  return { ...facts, isUnchanged: true };
}

/** Reads the image twice: all pages to find those that changed, then these. Both readings are of one state. */
async function delta(context: ChangeContext): Promise<WrittenImage> {
  const { image, request, changes, builder, onBytes } = context;
  const databaseSha256 = await digestPages(context);
  const pages = await builder.changedPages();
  const databaseBytes = image.pageCount * image.pageSize;
  if (databaseSha256 === changes.newest?.databaseSha256)
    return { ...NOTHING_WRITTEN, databaseBytes, databaseSha256 };
  const salts = Buffer.from(databaseSha256, 'hex').subarray(0, SALT_BYTES);
  const maxStoredBytes = Math.min(request.maxStoredBytes, changes.maxDeltaBytes);
  try {
    const facts = await writeArtifact(deltaStream(image, pages, salts), request.destinationPath, {
      ...request,
      maxStoredBytes,
    });
    return { ...facts, databaseBytes, databaseSha256, frames: pages.length, isUnchanged: false };
  } catch (error) {
    const isTooLarge = error instanceof BackupCreationException && maxStoredBytes < request.maxStoredBytes;
    if (!isTooLarge) throw error;
  }
  image.rewind();
  const fullReason = `${String(pages.length)} of ${String(image.pageCount)} pages changed: a delta would be too large`;
  return { ...(await writeFull(image, request, onBytes)), fullReason, isUnchanged: false };
}

/** Of the whole image; each block also passes the page table. */
async function digestPages({ image, builder, onBytes }: ChangeContext): Promise<string> {
  const hash = createHash('sha256');
  const memory = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let doneBytes = 0;
  for (let filled = image.readBlock(memory); filled > 0; filled = image.readBlock(memory)) {
    const block = memory.subarray(0, filled);
    // The thread digests its pages while this one digests the whole.
    await builder.take(block);
    hash.update(block);
    doneBytes += filled;
    onBytes(doneBytes);
  }
  return hash.digest('hex');
}

const NOTHING_WRITTEN = { storedBytes: 0, storedSha256: '', isUnchanged: true } as const;
