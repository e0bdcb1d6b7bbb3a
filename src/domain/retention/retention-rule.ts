/**
 * By which rule of retention a backup stays or goes: stable words that a program may switch on. `bucket`: it stands
 * for an hour, day, week, month or year; `no_newer_verified`: not verified itself, and nothing newer is; `no_verified`:
 * of this database nothing is.
 */
export const RETENTION_RULES = [
  'unmanaged',
  'damaged_manifest',
  'pinned',
  'future',
  'newest_verified',
  'keep_min',
  'bucket',
  'within_days',
  'no_newer_verified',
  'no_verified',
  'frozen',
  'too_old',
  'over_cap',
] as const;

export type RetentionRule = (typeof RETENTION_RULES)[number];
