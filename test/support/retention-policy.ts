import type { RetentionPolicy } from '../../src/domain/retention/retention-policy.ts';

/** The default policy with the given changes. */
export function aRetentionPolicy(changes: Partial<RetentionPolicy> = {}): RetentionPolicy {
  return {
    keepDays: 7,
    maxBackupFiles: 50,
    keepMin: 1,
    keepHourly: 0,
    keepDaily: 0,
    keepWeekly: 0,
    keepMonthly: 0,
    keepYearly: 0,
    timeZone: 'UTC',
    ...changes,
  };
}
