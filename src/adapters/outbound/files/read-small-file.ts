import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { MIB } from '../../../domain/units.ts';

/** A record has some kilobytes; many verifications make some hundred. */
const MAX_RECORD_BYTES = 16 * MIB;

/** Opening a pipe without a writer, or some devices, would block. Windows has none of these flags. */
const READ_AT_ONCE = constants.O_RDONLY | openFlag('O_NONBLOCK') | openFlag('O_NOCTTY');
const NO_LINK = openFlag('O_NOFOLLOW');

/** For writing a small file of our own: a pipe in its place is an error (ENXIO). */
export const WRITE_AT_ONCE =
  constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | openFlag('O_NONBLOCK') | NO_LINK;

/** Longest wait for data from a pipe that the operator named. */
const PIPE_WAIT_MS = 10_000;
const PIPE_PAUSE_MS = 10;
const PIPE_READ_BYTES = 64 * 1024;

interface SmallFileLimits {
  readonly maxBytes?: number;
  /** Accept a symbolic link: a secret, or a backup that was moved to another disk. */
  readonly followLinks?: boolean;
}

/**
 * Reads a small file of our own and never blocks on a pipe or device in its place.
 *
 * @throws BackupDirectoryException it is no regular file, or larger than `maxBytes`
 * @throws the system error when it cannot be opened or read, such as ENOENT
 */
export async function readSmallFile(
  path: string,
  { maxBytes = MAX_RECORD_BYTES, followLinks = false }: SmallFileLimits = {},
): Promise<string> {
  const file = await openSmallFile(path, followLinks);
  try {
    return await readWhole(file, path, maxBytes);
  } finally {
    await file.close();
  }
}

async function openSmallFile(path: string, followLinks: boolean): Promise<FileHandle> {
  try {
    return await open(path, followLinks ? READ_AT_ONCE : READ_AT_ONCE | NO_LINK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ELOOP' && !followLinks) throw unsuitable(path, 'is a symbolic link, not a file', error);
    // A socket, or a device without a driver.
    if (code === 'ENXIO') throw unsuitable(path, 'is no regular file', error);
    throw error;
  }
}

async function readWhole(file: FileHandle, path: string, maxBytes: number): Promise<string> {
  const facts = await file.stat();
  assertSuitable(facts, path, maxBytes);
  const bytes = Buffer.alloc(facts.size);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.toString('utf8', 0, done);
}

export function assertSuitable(facts: Stats, path: string, maxBytes = MAX_RECORD_BYTES): void {
  if (!facts.isFile()) throw unsuitable(path, `is ${kindOf(facts)}, not a file`);
  if (facts.size <= maxBytes) return;
  throw unsuitable(path, `is too large: ${String(facts.size)} bytes, and ${String(maxBytes)} are the limit`);
}

/**
 * Reads a file that the operator named. It may be a link (a mounted secret) or a pipe (`<(command)` in a shell), within
 * a limit of bytes and time.
 *
 * @throws the system error; code EFBIG beyond `maxBytes`, ETIMEDOUT when a pipe delivers nothing
 */
export function readGivenFile(path: string, maxBytes: number): Uint8Array {
  const descriptor = openSync(path, READ_AT_ONCE);
  try {
    const isPipe = fstatSync(descriptor).isFIFO();
    const bytes = isPipe ? readPipe(descriptor, maxBytes) : readBounded(descriptor, maxBytes);
    if (bytes.length > maxBytes) throw coded('EFBIG', `more than ${String(maxBytes)} bytes`);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

function readBounded(descriptor: number, maxBytes: number): Uint8Array {
  const bytes = Buffer.alloc(maxBytes + 1);
  let done = 0;
  for (let count = -1; count !== 0 && done < bytes.length; done += count) {
    count = readSync(descriptor, bytes, done, bytes.length - done, null);
  }
  return bytes.subarray(0, done);
}

/** A pipe ends when its last writer closes it, but it also looks ended before the first writer opens it. */
function readPipe(descriptor: number, maxBytes: number): Uint8Array {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const deadlineMs = performance.now() + PIPE_WAIT_MS;
  while (bytes <= maxBytes) {
    const piece = Buffer.alloc(PIPE_READ_BYTES);
    const count = readIfReady(descriptor, piece);
    if (count === 0 && bytes > 0) break;
    if (count === undefined || count === 0) {
      if (performance.now() > deadlineMs) throw coded('ETIMEDOUT', 'nothing was written to it in time');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_PAUSE_MS);
      continue;
    }
    pieces.push(piece.subarray(0, count));
    bytes += count;
  }
  return Buffer.concat(pieces);
}

/** `undefined` while a writer has the pipe open and nothing can be read. */
function readIfReady(descriptor: number, target: Buffer): number | undefined {
  try {
    return readSync(descriptor, target, 0, target.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function unsuitable(path: string, what: string, cause?: unknown): BackupDirectoryException {
  return new BackupDirectoryException(`${path} ${what}`, {
    hint: 'Check it (ls -l) and move it away: a file of backup-manager belongs there.',
    details: { path },
    cause,
  });
}

function kindOf(facts: Stats): string {
  if (facts.isDirectory()) return 'a directory';
  if (facts.isFIFO()) return 'a pipe';
  return facts.isSocket() ? 'a socket' : 'a device';
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** 0 on a platform without it. */
export function openFlag(name: 'O_NONBLOCK' | 'O_NOFOLLOW' | 'O_NOCTTY'): number {
  return (constants as Partial<typeof constants>)[name] ?? 0;
}
