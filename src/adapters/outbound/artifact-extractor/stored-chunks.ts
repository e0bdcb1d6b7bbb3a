import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { ArtifactSource } from '../../../application/ports/artifact-extractor.ts';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { MIB } from '../../../domain/units.ts';
import { ByteSource } from '../codec/byte-source.ts';

/** The bytes of a stored file, in chunks that the consumer may keep. */
export type ReadFile = (path: string, chunkBytes: number, signal: AbortSignal) => AsyncIterable<Buffer>;

/** Reads in libuv's pool: the event loop stays free. */
export const readInPool: ReadFile = (path, chunkBytes, signal) =>
  createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Buffer>;

/** Chunks are slices of larger buffers: many small buffers burden the garbage collector. */
const SLAB_BYTES = MIB;

/**
 * Reads synchronously, for a process that does nothing else: in the pool, each small read would wait behind the
 * decompression of whole blocks.
 */
export const readInPlace: ReadFile = async function* (path, chunkBytes, signal) {
  const descriptor = openSync(path, 'r');
  try {
    let slab = Buffer.alloc(0);
    for (;;) {
      if (slab.length === 0) {
        slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, chunkBytes));
        // Let the process handle messages and the parent's end.
        await setImmediate();
        signal.throwIfAborted();
      }
      const count = readSync(descriptor, slab, 0, Math.min(chunkBytes, slab.length), null);
      if (count === 0) return;
      yield slab.subarray(0, count);
      slab = slab.subarray(count);
    }
  } finally {
    closeSync(descriptor);
  }
};

export interface StoredBytes {
  readonly totalBytes: number;
  /** Begins to read when it is called. */
  readonly chunks: () => AsyncIterable<Buffer>;
}

/** @throws BackupNotFoundException no file is at the path */
export async function storedBytesOf(
  { artifactPath, opened }: ArtifactSource,
  readFile: ReadFile,
  chunkBytes: number,
  signal: AbortSignal,
): Promise<StoredBytes> {
  if (opened !== undefined) return { totalBytes: opened.sizeBytes, chunks: () => buffersOf(opened, signal) };
  const totalBytes = await sizeOf(artifactPath);
  return { totalBytes, chunks: () => readFile(artifactPath, chunkBytes, signal) };
}

/** What the parent sends on stdin: one artifact after the other, in the order in which they are read. */
export class ArtifactsOnStdin {
  #source: ByteSource | undefined;

  /** An artifact that is read once, from its start, after those before it. */
  at(sizeBytes: number): OpenArtifact {
    return {
      sizeBytes,
      // The parent ends this process when it cannot send the rest: the reason is its own.
      read: () => this.#opened().stream(sizeBytes),
      close: async () => Promise.resolve(),
    };
  }

  /** A process without stdin must not open it. */
  #opened(): ByteSource {
    this.#source ??= new ByteSource(process.stdin as AsyncIterable<Buffer>);
    return this.#source;
  }
}

async function* buffersOf(opened: OpenArtifact, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of opened.read(0, opened.sizeBytes)) {
    signal.throwIfAborted();
    yield Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw new BackupNotFoundException(`no backup at ${path}`, {
      hint: 'List the backups: backup-manager list.',
      cause: error,
    });
  }
}
