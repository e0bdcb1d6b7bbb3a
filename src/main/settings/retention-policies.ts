import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { DatabaseEntry } from './database-entries.ts';
import type { MergedSettings } from './merged-settings.ts';
import { RETENTION_KEYS, type RetentionValues } from './retention-formats.ts';
import { contradiction, contradictoryEntry } from './setting-problem.ts';

/**
 * The policy for every database that has none of its own.
 * @throws ConfigurationException more must stay than may be there
 */
export function retentionPolicy({ values, originOf }: MergedSettings): RetentionPolicy {
  if (values.keep_min > values.max_backup_files) {
    throw contradiction(
      ['keep_min', { value: values.keep_min, origin: originOf.keep_min }],
      ['max_backup_files', { value: values.max_backup_files, origin: originOf.max_backup_files }],
      'more must stay than may be there',
      'Make keep_min at most max_backup_files.',
    );
  }
  return toPolicy(values, values.timezone);
}

/**
 * The policy of a database in `databases` that has retention keys of its own, `undefined` for the others. As anywhere
 * a later source outranks an earlier one: what the environment or a flag says of a key holds for all databases when
 * the list is from the configuration file.
 *
 * @throws ConfigurationException more must stay than may be there
 */
export function ownRetentionPolicy(
  entry: DatabaseEntry,
  { values, originOf, rankOf }: MergedSettings,
): RetentionPolicy | undefined {
  const own = RETENTION_KEYS.filter((key) => entry[key] !== undefined && rankOf.databases >= rankOf[key]).map(
    (key) => [key, entry[key]] as const,
  );
  if (own.length === 0) return undefined;
  const inForce: RetentionValues = { ...values, ...Object.fromEntries(own) };
  if (inForce.keep_min > inForce.max_backup_files) {
    throw contradictoryEntry(entry.name ?? entry.path, inForce, originOf.databases);
  }
  return toPolicy(inForce, values.timezone);
}

function toPolicy(values: RetentionValues, timezone: string | null): RetentionPolicy {
  return {
    keepDays: values.keep_days,
    maxBackupFiles: values.max_backup_files,
    keepMin: values.keep_min,
    keepHourly: values.keep_hourly,
    keepDaily: values.keep_daily,
    keepWeekly: values.keep_weekly,
    keepMonthly: values.keep_monthly,
    keepYearly: values.keep_yearly,
    timeZone: timezone ?? systemTimeZone(),
  };
}

/** The zone that TZ or the system's settings name; UTC where they name none. */
function systemTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone === 'Etc/Unknown' ? 'UTC' : timeZone;
}
