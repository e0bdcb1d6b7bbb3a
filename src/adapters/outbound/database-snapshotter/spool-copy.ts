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
 * Copies a file as fast as the file system can, by reflink where there is one. It closes a descriptor of the file it
 * reads, which would drop the locks of the process that does it: hence a process of its own.
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

/** libuv gives the copy the mode of its source, and fails where the file system refuses that. */
async function copyFast(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (!isRefusedByFileSystem(error)) throw error;
    await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: OWNER_ONLY }));
  }
}

/** Of a failed copy the system does not say which of the two files it was; reading one of them again does. */
async function sourceProblem(from: string, error: unknown): Promise<unknown> {
  if (!isSystemError(error) || OF_THE_DESTINATION.includes(systemCodeOf(error))) return undefined;
  return readFailureOf(from);
}
