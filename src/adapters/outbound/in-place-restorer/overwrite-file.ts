import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { readBytes } from '../files/file-bytes.ts';
import type { Step } from './replacement-files.ts';
import { MIB } from '../../../domain/units.ts';

const BLOCK_BYTES = MIB;
/** The smallest page, which contains the header. */
const START_BYTES = 512;

/** True when `overwrite` has not finished the file. */
export async function isHalfWritten(path: string): Promise<boolean> {
  const start = await readBytes(path, START_BYTES);
  return start.length === START_BYTES && start.every((byte) => byte === 0);
}

/**
 * Reserves space for the new content while the old one is still complete: a full disk fails here. On failure the file
 * is unchanged.
 */
export async function freeSpaceFor(imagePath: string, targetPath: string): Promise<void> {
  const [image, target] = [await open(imagePath, 'r'), await open(targetPath, 'r+')];
  try {
    const oldBytes = (await target.stat()).size;
    const neededBytes = (await image.stat()).size;
    try {
      const zeros = Buffer.alloc(BLOCK_BYTES);
      for (let offset = oldBytes; offset < neededBytes;) {
        const length = Math.min(BLOCK_BYTES, neededBytes - offset);
        await writeFully(target, zeros.subarray(0, length), offset);
        offset += length;
      }
      await target.sync();
    } catch (error) {
      await target.truncate(oldBytes);
      throw error;
    }
  } finally {
    await Promise.all([image.close(), target.close()]);
  }
}

/**
 * Writes new content over the bytes of a bind-mounted file, which cannot be renamed over. The header is zeroed first and
 * written last: a half-written file is no valid database. It may be repeated after a kill.
 *
 * @throws BackupVerificationException the content differs when read back
 */
export async function overwrite(
  imagePath: string,
  targetPath: string,
  sha256: string,
  step: Step,
): Promise<void> {
  const [image, target] = [await open(imagePath, 'r'), await open(targetPath, 'r+')];
  try {
    await writeFully(target, Buffer.alloc(START_BYTES), 0);
    await target.sync();
    step('start-blanked');
    await copyFrom(START_BYTES, image, target);
    step('half-written');
    await target.truncate((await image.stat()).size);
    await target.sync();
    const start = Buffer.alloc(START_BYTES);
    await image.read(start, 0, START_BYTES, 0);
    await writeFully(target, start, 0);
    await target.sync();
    step('overwritten');
    if ((await digestOf(target)) === sha256) return;
  } finally {
    await Promise.all([image.close(), target.close()]);
  }
  throw new BackupVerificationException(`${targetPath} does not read back as it was written`, {
    hint: 'Its disk may be failing. Restore to another one.',
    details: { path: targetPath, target_changed: true },
  });
}

async function copyFrom(start: number, image: FileHandle, target: FileHandle): Promise<void> {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let offset = start; ;) {
    const { bytesRead } = await image.read(block, 0, BLOCK_BYTES, offset);
    if (bytesRead === 0) return;
    await writeFully(target, block.subarray(0, bytesRead), offset);
    offset += bytesRead;
  }
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function digestOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let offset = 0; ;) {
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, offset);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(block.subarray(0, bytesRead));
    offset += bytesRead;
  }
}
