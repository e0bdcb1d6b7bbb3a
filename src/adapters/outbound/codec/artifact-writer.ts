import { createHash } from 'node:crypto';
import type { Compression } from '../../../domain/backup/compression.ts';
import type { Encryption } from '../../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../../domain/encryption/encryption.ts';
import { PayloadSealer } from '../age/age-payload.ts';
import { beginEncryptedFile, type EncryptedFile } from '../age/encrypted-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { SequentialFile } from '../files/sequential-file.ts';
import { blockEncoder } from './block-encoder.ts';
import type { BlockSizes } from './gzip-member.ts';
import { BLOCK_BYTES, blocksInFlight } from './ordered-parts.ts';

/**
 * Fills `block` and returns the bytes filled: fewer only at the end of the image, then 0. It must not touch the
 * block's memory after it has returned.
 */
export type ReadBlock = (block: Buffer) => number | Promise<number>;

/** Stores one block; `turn` settles when the previous block is stored. It must not settle while using the block. */
type StoreBlock = (block: Buffer, turn: Promise<void>) => Promise<void>;

interface RingSize {
  readonly blockBytes: number;
  /** Blocks in flight: the number of buffers. */
  readonly blocks: number;
}

interface Slot {
  readonly memory: Buffer;
  stored: Promise<void>;
}

/**
 * Reads an image block by block into a fixed ring of buffers and stores several blocks in parallel. A buffer is
 * reused only after its block is stored. An empty image is one empty block. When it settles, no callback uses the
 * buffers any more; it throws the failure of the earliest block.
 */
export async function pumpBlocks(readBlock: ReadBlock, ring: RingSize, store: StoreBlock): Promise<void> {
  const slots: Slot[] = [];
  let turn = Promise.resolve();
  try {
    for (let index = 0; ; index += 1) {
      const slot = (slots[index % ring.blocks] ??= emptySlot(ring.blockBytes));
      await slot.stored;
      const filled = await readBlock(slot.memory);
      if (filled > 0 || index === 0) {
        slot.stored = store(slot.memory.subarray(0, filled), turn);
        turn = slot.stored;
        // It is awaited later: do not report its failure as unhandled.
        turn.catch(() => undefined);
      }
      if (filled < ring.blockBytes) break;
    }
    await turn;
  } finally {
    await Promise.allSettled(slots.map(({ stored }) => stored));
  }
}

function emptySlot(blockBytes: number): Slot {
  return { memory: Buffer.allocUnsafeSlow(blockBytes), stored: Promise.resolve() };
}

interface WriteArtifactOptions {
  readonly compression: Compression;
  /** `undefined`: the compression's default. */
  readonly compressionLevel: number | undefined;
  /** Absent: not encrypted. */
  readonly encryption?: EncryptionTarget | undefined;
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
  /** Only of an encrypted artifact. */
  readonly encryption?: Encryption;
  /** Opens this artifact alone, hex; only of an encrypted one. */
  readonly fileKey?: string;
}

/**
 * Compresses a database image into a new file of mode 0600, in blocks and on all cores, encrypts it where wanted, and
 * digests both sides.
 * Memory is bounded by `concurrency` blocks. The file is synced on return and removed after a failure.
 *
 * @throws ConfigurationException a recipient or the passphrase cannot be used
 * @throws BackupCreationException the artifact would exceed `maxStoredBytes`
 * @throws BackupDirectoryException no room, no permission
 * @throws the error of `readBlock`
 */
export async function writeArtifact(
  readBlock: ReadBlock,
  destinationPath: string,
  options: WriteArtifactOptions,
): Promise<ArtifactFacts> {
  const encrypted = options.encryption && (await beginEncryptedFile(options.encryption));
  const file = await SequentialFile.create(destinationPath, options.maxStoredBytes);
  try {
    const facts = await writeBlocks(readBlock, file, options, encrypted);
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
  encrypted: EncryptedFile | undefined,
): Promise<ArtifactFacts> {
  const encoder = blockEncoder(compression, compressionLevel);
  // Stored as it is, both digests are equal.
  const digest = compression !== 'none' || encrypted !== undefined;
  const output = encrypted === undefined ? plainOutput(file, digest) : sealedOutput(file, encrypted);
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
    output.append(pieces);
    const storedBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    blocks.push({ storedBytes, databaseBytes: block.length });
  });
  output.append(encoder.trailer(blocks));
  output.end();
  const databaseSha256 = databaseHash.digest('hex');
  return {
    databaseBytes,
    databaseSha256,
    storedBytes: file.bytes,
    storedSha256: digest ? file.sha256() : databaseSha256,
    ...(encrypted && { encryption: encrypted.encryption, fileKey: encrypted.fileKey.toString('hex') }),
  };
}

interface Output {
  append(pieces: readonly Buffer[]): void;
  end(): void;
}

function plainOutput(file: SequentialFile, digest: boolean): Output {
  return {
    append: (pieces) => {
      file.append(pieces, { digest });
    },
    end: () => undefined,
  };
}

function sealedOutput(file: SequentialFile, { header, fileKey }: EncryptedFile): Output {
  const sealer = new PayloadSealer(fileKey);
  const append = (...pieces: readonly Buffer[]): void => {
    file.append(pieces, { digest: true });
  };
  append(header, sealer.salt);
  return {
    append: (pieces) => {
      append(sealer.seal(pieces));
    },
    end: () => {
      append(sealer.end());
    },
  };
}
