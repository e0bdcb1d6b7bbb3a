import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { directoryException, isMissing, withDirectoryErrors } from './directory-exception.ts';
import { assertSuitable, openFlag } from './read-small-file.ts';

/** Do not block on a named pipe in the place of a backup. */
const READ_FILE = constants.O_RDONLY | openFlag('O_NOFOLLOW') | openFlag('O_NONBLOCK');

/** Opens a data file for reading by byte range, in pieces of `chunkBytes`; a link in its place is not followed. */
export async function openArtifactFile(path: string, chunkBytes: number): Promise<OpenArtifact> {
  const file = await open(path, READ_FILE).catch((error: unknown) => {
    throw isMissing(error) ? gone(path, error) : directoryException(error, path);
  });
  try {
    const facts = await file.stat();
    assertSuitable(facts, path, Number.POSITIVE_INFINITY);
    return {
      sizeBytes: facts.size,
      read: (start, end) => readRange(file, { path, start, end, chunkBytes }),
      close: async () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw directoryException(error, path);
  }
}

interface Range {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly chunkBytes: number;
}

async function* readRange(
  file: FileHandle,
  { path, start, end, chunkBytes }: Range,
): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end;) {
    const piece = new Uint8Array(Math.min(chunkBytes, end - position));
    const { bytesRead } = await withDirectoryErrors(path, () => file.read(piece, 0, piece.length, position));
    if (bytesRead === 0) throw truncated(path, position);
    yield piece.subarray(0, bytesRead);
    position += bytesRead;
  }
}

function gone(path: string, cause: unknown): BackupNotFoundException {
  return new BackupNotFoundException(`${path} no longer exists`, {
    hint: 'Retention or another process removed it. List the backups again.',
    details: { path },
    cause,
  });
}

function truncated(path: string, position: number): BackupDirectoryException {
  return new BackupDirectoryException(`${path} ends at byte ${String(position)}: it became shorter`, {
    hint: 'Find the program that writes in the backup directory, and verify the backup.',
    details: { path },
  });
}
