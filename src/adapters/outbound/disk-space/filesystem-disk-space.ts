import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DiskSpace, DiskSpaceFacts } from '../../../application/ports/disk-space.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);

/** Room as the operating system reports it. */
export class FilesystemDiskSpace implements DiskSpace {
  async measure(path: string): Promise<DiskSpaceFacts> {
    const wanted = resolve(path);
    let existing = wanted;
    for (;;) {
      try {
        const { bavail, blocks, bsize } = await statfs(existing);
        if (blocks === 0) return { freeBytes: undefined, totalBytes: undefined };
        return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? '';
        const parent = dirname(existing);
        if (!NOT_THERE.has(code) || parent === existing) throw unmeasurable(wanted, error);
        existing = parent;
      }
    }
  }
}

function unmeasurable(path: string, cause: unknown): BackupDirectoryException {
  const reason = (cause as Error).message;
  return new BackupDirectoryException(`the room at ${path} cannot be measured: ${reason}`, {
    hint: 'Check that the directory and those above it may be entered by this user.',
    details: { path },
    cause,
  });
}
