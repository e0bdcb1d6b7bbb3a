import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { isRetentionPaused, type RetentionGroup } from './cleanup-groups.ts';
import { CleanupOutcome } from './cleanup-outcome.tsx';
import { CleanupStep } from './cleanup-step.tsx';
import { DecidedTable } from './decided-table.tsx';

const SHOWN_GOING = 8;
const SHOWN_STAYING = 5;

export function CleanupForecast({ group }: { readonly group: RetentionGroup }) {
  const { database, backups } = group;
  return (
    <section class="stack">
      <h3>{t('retention.preview')}</h3>
      {database !== undefined && <CleanupOutcome database={database} />}
      {backups.decided.length === 0 ? (
        <p class="quiet">{t('retention.noBackups')}</p>
      ) : (
        <>
          <Going group={group} />
          <Staying group={group} />
        </>
      )}
    </section>
  );
}

function Going({ group }: { readonly group: RetentionGroup }) {
  const { database, removed } = group;
  const count = removed.decided.length;
  if (count === 0) {
    return (
      <p>
        <strong>{t('retention.removesNone')}</strong>
        {' · '}
        <span class="quiet">
          {t(isRetentionPaused(group) ? 'retention.removesNonePaused' : 'retention.removesNoneText')}
        </span>
      </p>
    );
  }
  const label = t('retention.removedCount', { count });
  return (
    <div class="stack-tight">
      <div class="forecast-head">
        <p>
          <strong class="forecast-goes">{label}</strong>
          {' · '}
          <span class="quiet number">{t('retention.frees', { size: formatBytes(removed.bytes) })}</span>
        </p>
        {database !== undefined && <CleanupStep database={database} removed={removed} />}
      </div>
      <DecidedTable label={label} decided={removed.decided} shown={SHOWN_GOING} />
    </div>
  );
}

function Staying({ group: { kept } }: { readonly group: RetentionGroup }) {
  const count = kept.decided.length;
  if (count === 0) return null;
  const label = t('retention.keptCount', { count });
  return (
    <div class="stack-tight">
      <p>
        <strong>{label}</strong>
        {' · '}
        <span class="quiet number">{t('retention.takes', { size: formatBytes(kept.bytes) })}</span>
      </p>
      <DecidedTable label={label} decided={kept.decided} shown={SHOWN_STAYING} />
    </div>
  );
}
