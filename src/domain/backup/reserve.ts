import { BackupDirectoryException } from '../exceptions/backup-directory-exception.ts';

/** The refusal to write what would leave less free than `min_free_mb`. */
export function beyondReserve(
  path: string,
  room: { readonly neededBytes: number; readonly freeBytes: number; readonly reserveBytes: number },
): BackupDirectoryException {
  const { neededBytes, freeBytes, reserveBytes } = room;
  return new BackupDirectoryException(
    `no room for ${path}: ${String(neededBytes)} more bytes are needed and ${String(reserveBytes)} must stay free, ${String(freeBytes)} are free`,
    {
      hint: 'Free disk space, clean up old backups, or lower min_free_mb (it says how much must stay free).',
      details: { needed_bytes: neededBytes, free_bytes: freeBytes, reserve_bytes: reserveBytes },
    },
  );
}
