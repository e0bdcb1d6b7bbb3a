import { BackupDirectoryException, NO_SPACE } from '../../domain/exceptions/backup-directory-exception.ts';
import type { DiskSpace } from '../ports/disk-space.ts';

/**
 * Refuses a write that cannot fit, before it begins. Where the free space is unknown, the write finds out.
 * @param neededBytes with the reserve
 * @throws BackupDirectoryException the disk of `place` has less free space
 */
export async function assertSpaceIn(
  place: string,
  { neededBytes, reserveBytes }: { readonly neededBytes: number; readonly reserveBytes: number },
  diskSpace: DiskSpace,
): Promise<void> {
  const { freeBytes } = await diskSpace.measure(place);
  if (freeBytes === undefined || freeBytes >= neededBytes) return;
  throw new BackupDirectoryException(
    `not enough space in ${place}: ${String(neededBytes)} bytes are needed, ${String(freeBytes)} are free`,
    {
      hint: 'Free disk space, clean up old backups, or lower min_free_mb (the reserve, part of the needed bytes).',
      details: {
        reason: NO_SPACE,
        needed_bytes: neededBytes,
        free_bytes: freeBytes,
        reserve_bytes: reserveBytes,
      },
    },
  );
}
