import { KIB } from '../../../domain/units.ts';
import type { SftpConnection } from './sftp-connection.ts';
import { SFTP_STATUS, SftpFailure } from './sftp-failure.ts';
import type { SftpAttributes } from './sftp-library.ts';

/** The largest packet of SSH that every server takes, https://datatracker.ietf.org/doc/html/rfc4253#section-6.1 */
const PACKET_BYTES = 32 * KIB;
/** Each request and answer costs a packet of its own: a larger chunk saves most of them. */
const MOST_PACKETS = 7;
/** In a request before the bytes and the handle. */
const WRITE_HEADER_BYTES = 25;
const READ_HEADER_BYTES = 13;
/** What is on its way at the same time: the window of an OpenSSH channel. */
const READ_AHEAD_BYTES = 64 * PACKET_BYTES;

export interface OpenFile {
  readonly connection: SftpConnection;
  readonly handle: Buffer;
  readonly path: string;
}

/** Closes the file after `work`. After a success a failed close is a failure: it may be the write's. */
export async function closingFile<T>(file: OpenFile, work: (file: OpenFile) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(file);
  } catch (error) {
    await closeFile(file).catch(() => undefined);
    throw error;
  }
  await closeFile(file);
  return result;
}

export async function openFile(
  connection: SftpConnection,
  path: string,
  flags: 'r' | 'w',
): Promise<OpenFile> {
  const handle = await connection.request<Buffer>(path, (channel, done) =>
    channel.open(path, flags, flags === 'w' ? { mode: 0o600 } : {}, done),
  );
  connection.openHandles += 1;
  return { connection, handle, path };
}

export async function closeFile({ connection, handle, path }: OpenFile): Promise<void> {
  connection.openHandles -= 1;
  await connection.request(path, (channel, done) => channel.close(handle, done));
}

/** Writes that wait for their answers, up to a number. Remembers the first failure. */
class WritesInFlight {
  readonly #file: OpenFile;
  readonly #limit: number;
  #count = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(file: OpenFile, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  /** Sends one write; its bytes may change after the return. Waits while too many are in flight. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    const { connection, handle, path } = this.#file;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#count += 1;
    connection
      .request(path, (channel, done) => channel.write(handle, buffer, 0, buffer.length, position, done))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#count -= 1;
        this.#wake?.();
      });
    await this.#waitFor(this.#limit - 1);
  }

  /** Waits for all answers. */
  async finish(): Promise<void> {
    await this.#waitFor(0);
    if (this.#failure) throw this.#failure.error;
  }

  async #waitFor(count: number): Promise<void> {
    while (this.#count > count) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export interface WriteOptions {
  readonly sizeBytes: number;
  /** Packets that wait for their answer. */
  readonly inFlight: number;
  readonly signal: AbortSignal;
}

/**
 * Writes all of `bytes` in chunks, makes them durable where the server can, and checks their number.
 * @throws SftpFailure also when `bytes` are fewer or more than `sizeBytes`
 * @throws the signal's reason, and what `bytes` throws
 */
export async function writeFile(
  file: OpenFile,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { sizeBytes, inFlight, signal }: WriteOptions,
): Promise<SftpAttributes> {
  const chunkBytes = fullPackets(file.connection.limits.writeBytes, WRITE_HEADER_BYTES + file.handle.length);
  const writes = new WritesInFlight(file, Math.max(1, Math.floor((inFlight * PACKET_BYTES) / chunkBytes)));
  let position = 0;
  for await (const chunk of chunksOf(bytes, chunkBytes, signal)) {
    signal.throwIfAborted();
    if (position + chunk.length > sizeBytes) throw wrongSize(file.path, `more than ${String(sizeBytes)}`);
    await writes.write(chunk, position);
    position += chunk.length;
  }
  await writes.finish();
  signal.throwIfAborted();
  if (position !== sizeBytes) throw wrongSize(file.path, `${String(position)}, not ${String(sizeBytes)},`);
  await sync(file);
  const { connection, handle, path } = file;
  const facts = await connection.request<SftpAttributes>(path, (channel, done) =>
    channel.fstat(handle, done),
  );
  if (facts.size === sizeBytes) return facts;
  throw wrongSize(path, `on the server ${String(facts.size)}, not ${String(sizeBytes)},`);
}

/** The size of a chunk that fills whole packets with its header: the rest would need a small packet. */
function fullPackets(limitBytes: number, headerBytes: number): number {
  const packets = Math.min(MOST_PACKETS, Math.floor((limitBytes + headerBytes) / PACKET_BYTES));
  return packets === 0 ? limitBytes : packets * PACKET_BYTES - headerBytes;
}

/** Small pieces are collected in a buffer that is used again; large ones are cut without a copy. */
async function* chunksOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  chunkBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const collected = new Uint8Array(chunkBytes);
  let count = 0;
  for await (const piece of bytes) {
    signal.throwIfAborted();
    let start = 0;
    while (start < piece.length) {
      const end = Math.min(piece.length, start + chunkBytes - count);
      const part = piece.subarray(start, end);
      start = end;
      if (part.length === chunkBytes) {
        yield part;
        continue;
      }
      collected.set(part, count);
      count += part.length;
      if (count < chunkBytes) continue;
      yield collected;
      count = 0;
    }
  }
  if (count > 0) yield collected.subarray(0, count);
}

/**
 * The bytes from `start` up to `end`, with several reads in flight.
 * @throws SftpFailure the file ends early, or cannot be read
 */
export async function* readFile(file: OpenFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  const chunkBytes = fullPackets(file.connection.limits.readBytes, READ_HEADER_BYTES);
  const inFlight = Math.ceil(READ_AHEAD_BYTES / chunkBytes);
  const ahead: Promise<Uint8Array>[] = [];
  let position = start;
  try {
    while (position < end || ahead.length > 0) {
      while (position < end && ahead.length < inFlight) {
        const length = Math.min(chunkBytes, end - position);
        const piece = readChunk(file, position, length);
        // Its failure is thrown when it is its turn.
        piece.catch(() => undefined);
        ahead.push(piece);
        position += length;
      }
      const next = await ahead.shift();
      if (next !== undefined) yield next;
    }
  } finally {
    // The handle must not be closed while reads use it.
    await Promise.allSettled(ahead);
  }
}

async function readChunk(
  { connection, handle, path }: OpenFile,
  start: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length;) {
    const count = await connection
      .request<number>(path, (channel, callback) =>
        channel.read(handle, bytes, done, length - done, start + done, callback),
      )
      .catch((error: unknown) => {
        if (error instanceof SftpFailure && error.status === SFTP_STATUS.endOfFile) return 0;
        throw error;
      });
    if (count === 0) throw wrongSize(path, `fewer than ${String(start + length)}`);
    done += count;
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}

/** Servers other than OpenSSH may not have the extension. */
async function sync({ connection, handle, path }: OpenFile): Promise<void> {
  try {
    await connection.request(path, (channel, done) => channel.ext_openssh_fsync(handle, done));
  } catch (error) {
    if (!(error instanceof SftpFailure) || error.status !== SFTP_STATUS.unsupported) throw error;
  }
}

function wrongSize(path: string, found: string): SftpFailure {
  return new SftpFailure(`${path} has ${found} bytes`, { reason: 'other' });
}
