import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { beyondStoredSizeLimit } from '../../../domain/backup/stored-size-limit.ts';
import type { Compression } from '../../../domain/backup/compression.ts';
import { directoryException } from './directory-exception.ts';

export interface WriteArtifactOptions {
  readonly compression: Compression;
  /** `undefined` takes the compression's default. */
  readonly compressionLevel: number | undefined;
  /** The artifact must not grow beyond this. */
  readonly maxStoredBytes: number;
  /** Told of the uncompressed bytes taken in so far. */
  readonly onBytes?: (databaseBytesDone: number) => void;
}

export interface ArtifactFacts {
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly storedBytes: number;
  readonly storedSha256: string;
}

/** Compressed chunks are gathered to writes of about this size. */
const WRITE_BYTES = 1024 * 1024;

/**
 * Compresses a database image into a new file of mode 0600, digesting both sides on the way.
 * The file is fsynced on return; after a failure nothing is at the path.
 *
 * @throws BackupCreationException the artifact would exceed `maxStoredBytes`
 * @throws BackupDirectoryException no room, no permission
 */
export async function writeArtifact(
  image: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  destinationPath: string,
  options: WriteArtifactOptions,
): Promise<ArtifactFacts> {
  const file = await openExclusively(destinationPath);
  try {
    const raw = new DigestStream(options.onBytes);
    const stored = new StoredFile(file, options.maxStoredBytes);
    await pipeline([Readable.from(image), raw, ...compressors(options), stored]);
    await file.sync();
    return {
      databaseBytes: raw.bytes,
      databaseSha256: raw.hash.digest('hex'),
      storedBytes: stored.bytes,
      storedSha256: stored.hash.digest('hex'),
    };
  } catch (error) {
    await rm(destinationPath, { force: true });
    throw directoryException(error, destinationPath);
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function openExclusively(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    throw directoryException(error, path);
  }
}

function compressors({ compression, compressionLevel }: WriteArtifactOptions): Transform[] {
  switch (compression) {
    case 'gzip':
      return [
        zlib.createGzip({
          chunkSize: 256 * 1024,
          ...(compressionLevel !== undefined && { level: compressionLevel }),
        }),
      ];
    case 'zstd': {
      const params: Record<number, number> = { [zlib.constants.ZSTD_c_checksumFlag]: 1 };
      if (compressionLevel !== undefined) params[zlib.constants.ZSTD_c_compressionLevel] = compressionLevel;
      return [zlib.createZstdCompress({ chunkSize: 256 * 1024, params })];
    }
    case 'none':
      return [];
  }
}

class DigestStream extends Transform {
  readonly hash: Hash = createHash('sha256');
  bytes = 0;
  readonly #onBytes: ((bytes: number) => void) | undefined;

  constructor(onBytes: ((bytes: number) => void) | undefined) {
    super();
    this.#onBytes = onBytes;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    this.#onBytes?.(this.bytes);
    done(null, chunk);
  }
}

class StoredFile extends Writable {
  readonly hash: Hash = createHash('sha256');
  bytes = 0;
  readonly #file: FileHandle;
  readonly #maxBytes: number;

  constructor(file: FileHandle, maxBytes: number) {
    super({ highWaterMark: WRITE_BYTES });
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#append(chunks.map(({ chunk }) => chunk)).then(() => {
      done();
    }, done);
  }

  async #append(buffers: Buffer[]): Promise<void> {
    for (const buffer of buffers) {
      this.hash.update(buffer);
      this.bytes += buffer.length;
    }
    if (this.bytes > this.#maxBytes) throw beyondStoredSizeLimit(this.#maxBytes);
    await writeFully(this.#file, buffers);
  }
}

/** One write may take fewer bytes than it was given, on a disk that is filling up for instance. */
async function writeFully(file: FileHandle, buffers: Buffer[]): Promise<void> {
  let rest = Buffer.concat(buffers);
  while (rest.length > 0) {
    const { bytesWritten } = await file.write(rest);
    rest = rest.subarray(bytesWritten);
  }
}
