import type { CleanupDecision } from '../../api/types.ts';
import { isKey, t, type Key } from '../../i18n/t.ts';
import { bucketsInReason } from './bucket-slots.ts';
import { bucketText } from './bucket-text.ts';

export function enumerated(texts: readonly string[]): string {
  const [last = '', ...before] = texts.toReversed();
  return before.reduce((rest, first) => t('retention.and', { first, rest }), last);
}

export function ruleText({ rule, reason }: Pick<CleanupDecision, 'rule' | 'reason'>): string {
  if (rule === 'bucket') {
    const buckets = bucketsInReason(reason).map(({ kind, name }) => bucketText(kind, name));
    return t('retention.rule_bucket', { buckets: enumerated(buckets) });
  }
  const key = `retention.rule_${rule}`;
  return isKey(key) ? t(key as Key & 'retention.rule_pinned') : t('retention.rule_unknown');
}
