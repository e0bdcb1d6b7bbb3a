import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { ArtifactReader, OpenArtifact } from '../../../application/ports/artifact-reader.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { assertSuitable, openFlag } from '../files/read-small-file.ts';

/** Do not block on a named pipe in the place of a backup. */
const READ_FILE = constants.O_RDONLY | openFlag('O_NOFOLLOW') | openFlag('O_NONBLOCK');

export class FilesystemArtifactReader implements ArtifactReader {
  readonly #chunkBytes: number;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  async open(path: string): Promise<OpenArtifact> {
    const file = await open(path, READ_FILE).catch((error: unknown) => {
      throw isSystemError(error) && error.code === 'ENOENT' ? gone(path, error) : unreadable(path, error);
    });
    try {
      const facts = await file.stat();
      assertSuitable(facts, path, Number.POSITIVE_INFINITY);
      const { size } = facts;
      return {
        sizeBytes: size,
        read: (start, end) => this.#read(file, path, start, end),
        close: async () => file.close(),
      };
    } catch (error) {
      await file.close();
      throw unreadable(path, error);
    }
  }

  async *#read(file: FileHandle, path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let position = start; position < end;) {
      const piece = new Uint8Array(Math.min(this.#chunkBytes, end - position));
      const { bytesRead } = await file.read(piece, 0, piece.length, position).catch((error: unknown) => {
        throw unreadable(path, error);
      });
      if (bytesRead === 0) throw truncated(path, position);
      yield piece.subarray(0, bytesRead);
      position += bytesRead;
    }
  }
}

function gone(path: string, cause: unknown): BackupNotFoundException {
  return new BackupNotFoundException(`${path} no longer exists`, {
    hint: 'Retention or another process removed it. List the backups again.',
    details: { path },
    cause,
  });
}

function unreadable(path: string, error: unknown): unknown {
  return directoryException(error, path);
}

function truncated(path: string, position: number): BackupDirectoryException {
  return new BackupDirectoryException(`${path} ends at byte ${String(position)}: it became shorter`, {
    hint: 'Find the program that writes in the backup directory, and verify the backup.',
    details: { path },
  });
}
