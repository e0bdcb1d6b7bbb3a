import type { LockOptions } from 'proper-lockfile';

/** A lock file whose heartbeat is older than `stale` has no owner any more. The locked path itself does not exist. */
export const LOCK_FILE_OPTIONS = {
  realpath: false,
  stale: 15_000,
  update: 5_000,
  retries: 0,
} satisfies LockOptions;
