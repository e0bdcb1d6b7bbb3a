import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { HEADER_BYTES, hasDatabaseMagic } from '../sqlite-file/database-header.ts';

/** Checks the SQLite header. Opens the file: for a child process only. */
export async function beginsAsDatabase(path: string | Buffer): Promise<boolean> {
  // The file may have become a pipe: do not block.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES && hasDatabaseMagic(start);
  } finally {
    await file.close();
  }
}
