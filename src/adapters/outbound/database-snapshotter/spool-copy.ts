import { constants } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';

import { directoryException } from '../codec/directory-exception.ts';

export interface SpoolCopyRequest {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a file as fast as the file system can, by reflink where there is one. It closes a descriptor of the file it
 * reads, which would drop the locks of the process that does it: hence a process of its own.
 *
 * @throws BackupDirectoryException no room, no permission
 */
export async function copyToSpool({ from, to }: SpoolCopyRequest): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    await chmod(to, 0o600);
  } catch (error) {
    throw directoryException(error, to);
  }
}
