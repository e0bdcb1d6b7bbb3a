import type { RetentionPolicy } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { policyClauses, policySettings } from './policy-clauses.ts';
import { enumerated } from './rule-text.ts';

interface PolicyProps {
  readonly policy: RetentionPolicy;
}

export function PolicyWords({ policy }: PolicyProps) {
  return (
    <div class="stack-tight">
      <p class="policy-sentence">{sentenceOf(policy)}</p>
      <p class="policy-settings quiet small">
        {t('retention.settings')}
        {policySettings(policy).map(([name, value]) => (
          <code key={name}>
            {name} {value}
          </code>
        ))}
      </p>
    </div>
  );
}

function sentenceOf(policy: RetentionPolicy): string {
  const clauses = policyClauses(policy).map(({ text, count }) => t(`retention.${text}`, { count }));
  const always = t('retention.always', { count: policy.keep_min });
  if (clauses.length === 0) return t('retention.keepsNothing', { always });
  return t('retention.keeps', {
    list: enumerated(clauses),
    most: t('retention.most', { count: policy.max_backup_files }),
    always,
  });
}

export function HowRetentionDecides() {
  return (
    <details class="card how-decided">
      <summary>{t('retention.howTitle')}</summary>
      <ul>
        <li>{t('retention.howAge')}</li>
        <li>{t('retention.howBuckets')}</li>
        <li>{t('retention.howCap')}</li>
        <li>{t('retention.howNever')}</li>
      </ul>
    </details>
  );
}
