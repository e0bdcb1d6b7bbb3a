import { MIB } from '../units.ts';

/** A size in units of 1024² bytes, as the `_mb` settings count them, e.g. `8.1 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MB`;
}
