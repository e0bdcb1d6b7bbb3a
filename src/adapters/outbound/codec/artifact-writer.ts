import { createHash } from 'node:crypto';
import type { Compression } from '../../../domain/backup/compression.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { BLOCK_BYTES, blocksInFlight } from './block-budget.ts';
import { blockEncoder } from './block-encoder.ts';
import { pumpBlocks, type ReadBlock } from './block-ring.ts';
import type { BlockSizes } from './block-sizes.ts';
import { SequentialFile } from './sequential-file.ts';

export interface WriteArtifactOptions {
  readonly compression: Compression;
  /** `undefined`: the compression's default. */
  readonly compressionLevel: number | undefined;
  readonly maxStoredBytes: number;
  /** Called with the uncompressed bytes read so far. */
  readonly onBytes?: (databaseBytesDone: number) => void;
  /** Blocks in flight; by default as many as keep every core busy. */
  readonly concurrency?: number;
}

export interface ArtifactFacts {
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly storedBytes: number;
  readonly storedSha256: string;
}

/**
 * Compresses a database image into a new file of mode 0600, in blocks and on all cores, and digests both sides.
 * Memory is bounded by `concurrency` blocks. The file is synced on return and removed after a failure.
 *
 * @throws BackupCreationException the artifact would exceed `maxStoredBytes`
 * @throws BackupDirectoryException no room, no permission
 * @throws the error of `readBlock`
 */
export async function writeArtifact(
  readBlock: ReadBlock,
  destinationPath: string,
  options: WriteArtifactOptions,
): Promise<ArtifactFacts> {
  const file = await SequentialFile.create(destinationPath, options.maxStoredBytes);
  try {
    const facts = await writeBlocks(readBlock, file, options);
    await file.sync();
    return facts;
  } catch (error) {
    await removeQuietly(destinationPath);
    throw error;
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function writeBlocks(
  readBlock: ReadBlock,
  file: SequentialFile,
  { compression, compressionLevel, onBytes, concurrency = blocksInFlight() }: WriteArtifactOptions,
): Promise<ArtifactFacts> {
  const encoder = blockEncoder(compression, compressionLevel);
  // Uncompressed, both digests are equal.
  const digest = compression !== 'none';
  const databaseHash = createHash('sha256');
  const blocks: BlockSizes[] = [];
  let databaseBytes = 0;
  await pumpBlocks(readBlock, { blockBytes: BLOCK_BYTES, blocks: concurrency }, async (block, turn) => {
    databaseBytes += block.length;
    onBytes?.(databaseBytes);
    const encoding = encoder.encode(block);
    // Before any await: the digest needs the blocks in order. The pool encodes meanwhile.
    databaseHash.update(block);
    const pieces = await encoding;
    await turn;
    const before = file.bytes;
    file.append(pieces, { digest });
    blocks.push({ storedBytes: file.bytes - before, databaseBytes: block.length });
  });
  file.append(encoder.trailer(blocks), { digest });
  const databaseSha256 = databaseHash.digest('hex');
  return {
    databaseBytes,
    databaseSha256,
    storedBytes: file.bytes,
    storedSha256: digest ? file.sha256() : databaseSha256,
  };
}
