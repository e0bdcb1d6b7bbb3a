import type { LockOptions } from 'proper-lockfile';
import { HEARTBEAT_FILE_SYSTEM } from './heartbeat-file-system.ts';

/** A lock file whose heartbeat is older than `stale` has no owner any more. The locked path itself does not exist. */
export const LOCK_FILE_OPTIONS = {
  fs: HEARTBEAT_FILE_SYSTEM,
  realpath: false,
  stale: 15_000,
  update: 5_000,
  retries: 0,
} satisfies LockOptions;

/** The gate is held for milliseconds; it is tried until one whose holder was killed within them has gone stale. */
export const GATE_OPTIONS = {
  fs: HEARTBEAT_FILE_SYSTEM,
  realpath: false,
  stale: 4_000,
  retries: 0,
} satisfies LockOptions;
export const GATE_ATTEMPTS = 250;
export const GATE_PAUSE_MS = 20;
