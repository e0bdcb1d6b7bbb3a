import { UsageException } from '../../domain/exceptions/usage-exception.ts';
import {
  MAX_COUNT,
  MAX_DAYS,
  retentionOf,
  type RetentionPolicies,
  type RetentionPolicy,
} from '../../domain/retention/retention-policy.ts';

/** Numbers of one cleanup that override the settings. */
export interface RetentionChange {
  /** Overrides `keep_days`. */
  readonly keepDays?: number | undefined;
  /** Overrides `max_backup_files`. */
  readonly maxFiles?: number | undefined;
}

/**
 * The policies with the change, which applies to every database, as a flag does.
 * @param database the only one to clean up; `undefined` for all
 * @throws UsageException a number is not allowed, or keep_min exceeds max_files
 */
export function changedRetention(
  policies: RetentionPolicies,
  { keepDays, maxFiles }: RetentionChange,
  database: string | undefined,
): RetentionPolicies {
  assertWholeNumber('keep_days', keepDays, 0, MAX_DAYS);
  assertWholeNumber('max_files', maxFiles, 1, MAX_COUNT);
  const change = (policy: RetentionPolicy): RetentionPolicy => ({
    ...policy,
    keepDays: keepDays ?? policy.keepDays,
    maxBackupFiles: maxFiles ?? policy.maxBackupFiles,
  });
  const changed = {
    retention: change(policies.retention),
    ownRetention: new Map([...policies.ownRetention].map(([name, policy]) => [name, change(policy)])),
  };
  const inForce =
    database === undefined
      ? [changed.retention, ...changed.ownRetention.values()]
      : [retentionOf(database, changed)];
  if (maxFiles !== undefined) assertMinimumFits(inForce, maxFiles);
  return changed;
}

function assertWholeNumber(key: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw new UsageException(
    `${key} must be a whole number from ${String(min)} to ${String(max)}; found ${String(value)}`,
    { hint: `Correct it, or omit ${key} to use the settings.`, details: { [key]: value } },
  );
}

function assertMinimumFits(policies: readonly RetentionPolicy[], maxFiles: number): void {
  const keepMin = Math.max(...policies.map((policy) => policy.keepMin));
  if (keepMin <= maxFiles) return;
  throw new UsageException(
    `keep_min is ${String(keepMin)} and max_files is ${String(maxFiles)}: max_files must not be smaller`,
    {
      hint: 'Make max_files at least keep_min.',
      details: { keep_min: keepMin, max_files: maxFiles },
    },
  );
}
