import type { Disk, Finding } from '../../api/types.ts';
import { isKey, t, type Key } from '../../i18n/t.ts';

export function findingText({ kind }: Pick<Finding, 'kind'>, disk?: Pick<Disk, 'full_in_days'>): string {
  const days = disk?.full_in_days ?? undefined;
  if (kind === 'disk_filling_up' && days !== undefined) {
    return t('findings.disk_filling_up_in', { count: Math.max(1, Math.floor(days)) });
  }
  return textOr(`findings.${kind}`, 'findings.unknown');
}

export function findingAdvice({ kind }: Pick<Finding, 'kind'>): string {
  return textOr(`findings.${kind}_do`, 'findings.unknown_do');
}

/** A newer service may have kinds without a text here. */
function textOr(key: string, otherwise: 'findings.unknown' | 'findings.unknown_do'): string {
  return isKey(key) ? t(key as Exclude<Key, never> & typeof otherwise) : t(otherwise);
}
