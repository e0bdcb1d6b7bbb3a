import { BUCKET_KINDS, type BucketKind } from '../../../../../domain/retention/calendar-bucket.ts';
import type { RetentionPolicy } from '../../api/types.ts';

export interface PolicyClause {
  readonly text: 'keepsDays' | `keeps_${BucketKind}`;
  readonly count: number;
}

export function policyClauses(policy: RetentionPolicy): readonly PolicyClause[] {
  const buckets = BUCKET_KINDS.flatMap((kind): PolicyClause[] => {
    const count = policy[`keep_${kind}`];
    return count > 0 ? [{ text: `keeps_${kind}`, count }] : [];
  });
  const days: PolicyClause[] = policy.keep_days > 0 ? [{ text: 'keepsDays', count: policy.keep_days }] : [];
  return [...days, ...buckets];
}

/** The settings with their names in the configuration file. */
export function policySettings(policy: RetentionPolicy): readonly (readonly [name: string, value: string])[] {
  const { keep_days, keep_min, max_backup_files, time_zone } = policy;
  const buckets = BUCKET_KINDS.map((kind) => [`keep_${kind}`, policy[`keep_${kind}`]] as const);
  const active = buckets.filter(([, count]) => count > 0);
  return [
    ['keep_days', String(keep_days)],
    ...active.map(([name, count]) => [name, String(count)] as const),
    ['keep_min', String(keep_min)],
    ['max_backup_files', String(max_backup_files)],
    ...(active.length > 0 ? [['timezone', time_zone] as const] : []),
  ];
}
