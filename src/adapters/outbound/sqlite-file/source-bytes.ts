import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { isSystemError } from '../files/directory-exception.ts';
import { sourceFailure } from './source-file.ts';

/*
 * Raw reads of a source file and its side files. Only for a process without a lock on them: each read opens and closes
 * the file, and closing drops every POSIX lock of the process on it.
 */

const BLOCK_BYTES = 4 * 1024 * 1024;

/** Device, inode, size and times, which change with the file; `undefined` where there is none. */
export interface FileFacts {
  readonly sizeBytes: number;
  readonly fingerprint: string;
  readonly inode: bigint;
}

export function factsOfFile(path: string): FileFacts | undefined {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = facts;
  return { sizeBytes: Number(size), inode: ino, fingerprint: [dev, ino, size, mtimeNs, ctimeNs].join(':') };
}

/**
 * The first bytes of a file, at most `limitBytes`; `undefined` where there is none.
 *
 * @throws DatabaseAccessException no permission, or the disk failed
 */
export function readStart(path: string, limitBytes: number): Buffer | undefined {
  return withFile(path, (file) => {
    const buffer = Buffer.allocUnsafe(Math.min(limitBytes, fstatSync(file).size));
    return buffer.subarray(0, readInto(file, buffer, 0));
  });
}

/**
 * True when the file has exactly these bytes; `undefined` where there is none.
 *
 * @throws DatabaseAccessException no permission, or the disk failed
 */
export function hasBytes(path: string, expected: Buffer): boolean | undefined {
  return withFile(path, (file) => {
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, expected.length + 1));
    for (let offset = 0; ;) {
      const length = readInto(file, block, offset);
      if (!block.subarray(0, length).equals(expected.subarray(offset, offset + length))) return false;
      offset += length;
      if (length < block.length) return offset === expected.length;
    }
  });
}

function readInto(file: number, buffer: Buffer, position: number): number {
  let length = 0;
  for (;;) {
    const read = readSync(
      file,
      buffer,
      length,
      Math.min(buffer.length - length, BLOCK_BYTES),
      position + length,
    );
    length += read;
    if (read === 0 || length === buffer.length) return length;
  }
}

function withFile<T>(path: string, work: (file: number) => T): T | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return work(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') return undefined;
    throw sourceFailure(error, path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
