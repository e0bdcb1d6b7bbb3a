import { useMemo } from 'preact/hooks';
import type { Backup } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';
import { DatabaseStatusBadge } from '../../components/status-badge.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { CalendarSlots } from './calendar-slots.tsx';
import { CleanupForecast } from './cleanup-forecast.tsx';
import { isRetentionPaused, type RetentionGroup } from './cleanup-groups.ts';
import { RetentionPausedNote } from './retention-paused-note.tsx';
import { PolicyWords } from './policy-words.tsx';

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
          {t('retention.stored', { count: own.length, size })}
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
