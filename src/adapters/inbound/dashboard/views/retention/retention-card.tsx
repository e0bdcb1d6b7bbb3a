import { useMemo } from 'preact/hooks';
import type { Backup, RetentionPolicy } from '../../api/types.ts';
import { DatabaseStatusBadge } from '../../components/status-badge.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { chainText } from '../chains/chains.ts';
import { shownStores } from '../stores/shown-stores.ts';
import { CalendarSlots } from './calendar-slots.tsx';
import { CleanupForecast } from './cleanup-forecast.tsx';
import { isRetentionPaused, type RetentionGroup } from './cleanup-groups.ts';
import { RetentionPausedNote } from './retention-paused-note.tsx';
import { enumerated, policyClauses, policySettings } from './rule-text.ts';

interface RetentionCardProps {
  readonly group: RetentionGroup;
  /** Newest first. */
  readonly backups: readonly Backup[];
  readonly isDecided: boolean;
}

export function RetentionCard({ group, backups, isDecided }: RetentionCardProps) {
  const { database, state } = group;
  const own = useMemo(
    () => backups.filter((backup) => (backup.database ?? undefined) === database),
    [backups, database],
  );
  const size = formatBytes(own.reduce((sum, backup) => sum + backup.size, 0));
  return (
    <article class="card stack retention-card">
      <header class="retention-head">
        <h2>{database === undefined ? t('retention.unknownDatabase') : <Name>{database}</Name>}</h2>
        {isRetentionPaused(group) && <DatabaseStatusBadge status="frozen" />}
        <span class="quiet number retention-stored">
          {chainText(own) ?? t('retention.stored', { count: own.length, size })}
        </span>
      </header>
      {state === undefined ? (
        <p>{t(database === undefined ? 'retention.notOurs' : 'retention.notConfigured')}</p>
      ) : (
        <PolicyWords policy={state.retention} />
      )}
      {state !== undefined && <RetentionPausedNote state={state} />}
      {state !== undefined && <CalendarSlots backups={own} policy={state.retention} />}
      {isDecided && <CleanupForecast group={group} />}
    </article>
  );
}

/** The rules are those of the primary store. */
function OwnRules() {
  const [primary] = shownStores.value;
  if (primary === undefined) return null;
  return (
    <p class="quiet small">
      <RichText text="stores.ownRules" values={{ store: <Name>{primary.name}</Name> }} />
    </p>
  );
}

function PolicyWords({ policy }: { readonly policy: RetentionPolicy }) {
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
      <OwnRules />
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
        <li>{t('retention.howBase')}</li>
        <li>{t('retention.howNever')}</li>
      </ul>
    </details>
  );
}
