import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { directoryException, isSystemError, systemCodeOf } from '../codec/directory-exception.ts';
import { setMode } from '../codec/file-mode.ts';
import { isRefusedByFileSystem } from '../codec/unsupported.ts';
import { readFailureOf } from '../sqlite-file/source-file.ts';

const OWNER_ONLY = 0o600;
const OF_THE_DESTINATION = ['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG', 'EEXIST'];

export interface SpoolCopyRequest {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a file, by reflink where possible. It closes a descriptor of the source, which drops all locks of its process
 * on that file: run it in its own process.
 *
 * @throws BackupDirectoryException no room, no permission
 * @throws DatabaseAccessException the source cannot be read
 */
export async function copyToSpool({ from, to }: SpoolCopyRequest): Promise<void> {
  try {
    await copyFast(from, to);
    await setMode(to, OWNER_ONLY);
  } catch (error) {
    throw (await sourceProblem(from, error)) ?? directoryException(error, to);
  }
}

/** libuv copies the mode of the source and fails where the file system refuses that. */
async function copyFast(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (!isRefusedByFileSystem(error)) throw error;
    await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: OWNER_ONLY }));
  }
}

/** The system error does not name the file that failed: try to read the source again. */
async function sourceProblem(from: string, error: unknown): Promise<unknown> {
  if (!isSystemError(error) || OF_THE_DESTINATION.includes(systemCodeOf(error))) return undefined;
  return readFailureOf(from);
}
