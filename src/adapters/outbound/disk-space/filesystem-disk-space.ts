import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DiskSpace, DiskSpaceFacts } from '../../../application/ports/disk-space.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';

/** The location of a store on another machine. */
const ADDRESS = /^[a-z][a-z0-9]*:\/\//;
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);

export class FilesystemDiskSpace implements DiskSpace {
  async measure(path: string): Promise<DiskSpaceFacts> {
    if (ADDRESS.test(path)) return { freeBytes: undefined, totalBytes: undefined };
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
  return new BackupDirectoryException(`cannot measure the free space at ${path}: ${reason}`, {
    hint: 'Give this user execute permission on the directory and its parents.',
    details: { path },
    cause,
  });
}
