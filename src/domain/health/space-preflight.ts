import { megabytes } from './megabytes.ts';
import { passed, refused, warned, type PreflightCheck } from './preflight.ts';
import type { DiskSpaceReading } from './system-resources-health.ts';

const HINT = 'Free some room, lower keep_days or max_backup_files, or move backup_dir to a larger disk.';

/**
 * Whether a backup fits: an uncompressed spool beside an artifact that may be as large, with a reserve left over.
 *
 * @param imageBytes size of the database with its write-ahead log; 0 asks about the reserve alone
 */
export function spacePreflight(
  room: DiskSpaceReading,
  imageBytes: number,
  minFreeBytes: number,
): PreflightCheck {
  if (room.freeBytes === undefined) {
    return passed('room', 'unknown: the file system does not tell its size, so a backup is tried');
  }
  const free = `${megabytes(room.freeBytes)} are free`;
  if (room.freeBytes < imageBytes + minFreeBytes) {
    return refused(
      'room',
      `${free}, a backup needs ${megabytes(imageBytes + minFreeBytes)} with the reserve`,
      HINT,
    );
  }
  if (room.freeBytes < 2 * imageBytes + minFreeBytes) {
    return warned('room', `${free}: too little if the database does not compress well`, HINT);
  }
  return passed('room', free);
}
