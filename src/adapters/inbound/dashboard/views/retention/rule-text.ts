import { BUCKET_KINDS, type BucketKind } from '../../../../../domain/retention/calendar-bucket.ts';
import type { CleanupDecision, RetentionPolicy } from '../../api/types.ts';
import { formatDay } from '../../i18n/format.ts';
import { knownText, t } from '../../i18n/t.ts';
import { bucketsInReason } from './bucket-slots.ts';

export function enumerated(texts: readonly string[]): string {
  const [last = '', ...before] = texts.toReversed();
  return before.reduce((rest, first) => t('retention.and', { first, rest }), last);
}

export function ruleText({ rule, reason }: Pick<CleanupDecision, 'rule' | 'reason'>): string {
  if (rule === 'bucket') {
    const buckets = bucketsInReason(reason).map(({ kind, name }) => bucketText(kind, name));
    return t('retention.rule_bucket', { buckets: enumerated(buckets) });
  }
  return knownText(`retention.rule_${rule}`) ?? t('retention.rule_unknown');
}

/** `Fri, 20 Nov 2026`, `week 47 of 2026` @param name as the service names it */
export function bucketText(kind: BucketKind, name: string): string {
  switch (kind) {
    case 'hourly':
      return `${formatDay(name.slice(0, 10))}, ${name.slice(11, 16)}`;
    case 'daily':
      return formatDay(name);
    case 'weekly':
      return t('retention.week', weekOf(name));
    case 'monthly':
      return formatDay(`${name}-15`, { year: 'numeric', month: 'long' });
    case 'yearly':
      return formatDay(`${name}-06-15`, { year: 'numeric' });
  }
}

export function bucketShort(kind: BucketKind, name: string): string {
  switch (kind) {
    case 'hourly':
      return name.slice(11, 16);
    case 'daily':
      return formatDay(name, { month: 'short', day: 'numeric' });
    case 'weekly':
      return t('retention.weekShort', { week: weekOf(name).week });
    case 'monthly':
      return formatDay(`${name}-15`, { year: 'numeric', month: 'short' });
    case 'yearly':
      return name;
  }
}

/** @param name such as `2026-W07` */
function weekOf(name: string): { readonly week: string; readonly year: string } {
  const [year = '', week = ''] = name.split('-W', 2);
  return { year, week: week.replace(/^0/, '') };
}

interface PolicyClause {
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
