import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import { RETENTION_KEYS, type RetentionKey, type RetentionValues } from './database-entry.ts';
import type { MergedSettings } from './layer.ts';
import { contradiction, contradictoryEntry } from './setting-problem.ts';

/**
 * The common policy.
 * @throws ConfigurationException keep_min exceeds max_backup_files
 */
export function retentionPolicy({ values, originOf }: MergedSettings): RetentionPolicy {
  if (values.keep_min > values.max_backup_files) {
    throw contradiction(
      ['keep_min', { value: values.keep_min, origin: originOf.keep_min }],
      ['max_backup_files', { value: values.max_backup_files, origin: originOf.max_backup_files }],
      'keep_min must not be larger than max_backup_files',
      'Make keep_min at most max_backup_files.',
    );
  }
  return toPolicy(values, values.timezone);
}

/** An entry with retention keys of its own, and what names it. */
type RetentionEntry = Readonly<Partial<Record<RetentionKey, number | undefined>>> & {
  readonly name?: string | undefined;
  readonly path?: string | undefined;
};

/**
 * The policy of an entry with retention keys of its own. A later source overrides an earlier one: a key in the
 * environment or a flag applies to all databases of a list in the configuration file.
 *
 * @throws ConfigurationException keep_min exceeds max_backup_files
 */
export function ownRetentionPolicy(
  entry: RetentionEntry,
  list: 'databases' | 'stores',
  { values, originOf, rankOf }: MergedSettings,
): RetentionPolicy | undefined {
  const own = RETENTION_KEYS.filter((key) => entry[key] !== undefined && rankOf[list] >= rankOf[key]).map(
    (key) => [key, entry[key]] as const,
  );
  if (own.length === 0) return undefined;
  const inForce: RetentionValues = { ...values, ...Object.fromEntries(own) };
  if (inForce.keep_min > inForce.max_backup_files) {
    throw contradictoryEntry(list, entry.name ?? entry.path ?? '', inForce, originOf[list]);
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

/** From TZ or the system; UTC if they name no zone. */
function systemTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone === 'Etc/Unknown' ? 'UTC' : timeZone;
}
