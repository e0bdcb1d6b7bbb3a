import { megabytes } from './megabytes.ts';
import { passed, refused, warned, type PreflightCheck } from './preflight.ts';
import type { DiskSpaceReading } from './system-resources-health.ts';

const HINT = 'Free some space, lower keep_days or max_backup_files, or move backup_dir to a larger disk.';

/**
 * Whether a backup fits: an uncompressed spool file, an artifact of the same size, and the reserve.
 * @param imageBytes size of the database with its WAL; 0 checks the reserve alone
 */
export function spacePreflight(
  space: DiskSpaceReading,
  imageBytes: number,
  minFreeBytes: number,
): PreflightCheck {
  if (space.freeBytes === undefined) {
    return passed('room', 'unknown: the file system does not report its size, so a backup is tried');
  }
  const free = `${megabytes(space.freeBytes)} are free`;
  if (space.freeBytes < imageBytes + minFreeBytes) {
    return refused(
      'room',
      `${free}, a backup needs ${megabytes(imageBytes + minFreeBytes)} with the reserve`,
      HINT,
    );
  }
  if (space.freeBytes < 2 * imageBytes + minFreeBytes) {
    return warned('room', `${free}: too little if the database does not compress well`, HINT);
  }
  return passed('room', free);
}
