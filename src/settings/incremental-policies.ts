import type { IncrementalPolicy } from '../domain/backup/incremental-policy.ts';
import { HOUR_MS } from '../domain/units.ts';
import { INCREMENTAL_KEYS, type IncrementalKey, type IncrementalValues } from './database-entry.ts';
import type { MergedSettings } from './layer.ts';

/** The common policy. */
export function incrementalPolicy({ values }: MergedSettings): IncrementalPolicy {
  return toPolicy(values);
}

type IncrementalEntry = { readonly [K in IncrementalKey]?: IncrementalValues[K] | undefined };

/**
 * The policy of an entry of `databases` with such keys of its own. A later source overrides an earlier one: a key in
 * the environment applies to all databases of a list in the configuration file.
 */
export function ownIncrementalPolicy(
  entry: IncrementalEntry,
  { values, rankOf }: MergedSettings,
): IncrementalPolicy | undefined {
  const own = INCREMENTAL_KEYS.filter(
    (key) => entry[key] !== undefined && rankOf.databases >= rankOf[key],
  ).map((key) => [key, entry[key]] as const);
  return own.length === 0 ? undefined : toPolicy({ ...values, ...Object.fromEntries(own) });
}

function toPolicy(values: IncrementalValues): IncrementalPolicy {
  return {
    fullIntervalMs: values.full_interval_hours * HOUR_MS,
    diffIntervalMs: values.diff_interval_hours * HOUR_MS,
    skipUnchanged: values.skip_unchanged,
  };
}
