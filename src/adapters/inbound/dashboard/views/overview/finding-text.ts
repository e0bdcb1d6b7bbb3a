import type { Disk, Finding } from '../../api/types.ts';
import { isKey, t, type Key } from '../../i18n/t.ts';

/** What it means, in a sentence. */
export function findingText({ kind }: Pick<Finding, 'kind'>, disk?: Pick<Disk, 'full_in_days'>): string {
  const days = disk?.full_in_days ?? undefined;
  if (kind === 'disk_filling_up' && days !== undefined) {
    return t('findings.disk_filling_up_in', { count: Math.max(1, Math.floor(days)) });
  }
  return textOr(`findings.${kind}`, 'findings.unknown');
}

/** What to do about it. */
export function findingAdvice({ kind }: Pick<Finding, 'kind'>): string {
  return textOr(`findings.${kind}_do`, 'findings.unknown_do');
}

/** A newer service finds things that have no text here yet. */
function textOr(key: string, otherwise: 'findings.unknown' | 'findings.unknown_do'): string {
  return isKey(key) ? t(key as Exclude<Key, never> & typeof otherwise) : t(otherwise);
}
