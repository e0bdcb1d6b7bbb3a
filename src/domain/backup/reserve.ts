import { BackupDirectoryException, NO_SPACE } from '../exceptions/backup-directory-exception.ts';

export function beyondReserve(
  path: string,
  space: { readonly neededBytes: number; readonly freeBytes: number; readonly reserveBytes: number },
): BackupDirectoryException {
  const { neededBytes, freeBytes, reserveBytes } = space;
  return new BackupDirectoryException(
    `not enough space for ${path}: ${String(neededBytes)} more bytes are needed and ${String(reserveBytes)} must stay free, ${String(freeBytes)} are free`,
    {
      hint: 'Free disk space, clean up old backups, or lower min_free_mb (the space that must stay free).',
      details: {
        reason: NO_SPACE,
        needed_bytes: neededBytes,
        free_bytes: freeBytes,
        reserve_bytes: reserveBytes,
      },
    },
  );
}
