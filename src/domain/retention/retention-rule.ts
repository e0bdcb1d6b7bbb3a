/**
 * The rule that keeps or removes a backup: stable words for programs. `bucket`: it represents an hour, day,
 * week, month or year; `base`: a kept backup depends on it; `no_newer_verified`: unverified, and nothing newer is verified; `no_verified`: the
 * database has no verified backup.
 */
export const RETENTION_RULES = [
  'unmanaged',
  'damaged_manifest',
  'pinned',
  'future',
  'newest_verified',
  'keep_min',
  'bucket',
  'base',
  'within_days',
  'no_newer_verified',
  'no_verified',
  'frozen',
  'too_old',
  'over_cap',
] as const;

export type RetentionRule = (typeof RETENTION_RULES)[number];
