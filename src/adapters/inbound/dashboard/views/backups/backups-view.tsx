import { useMemo } from 'preact/hooks';
import type { Backup } from '../../api/types.ts';
import { EmptyCard, NoMatch, OverviewLink } from '../../components/empty-state.tsx';
import { LoadState } from '../../components/problem-note.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { useCleanupPreview } from '../../state/cleanup-preview.ts';
import { backups, databases, namesIn } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { route } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { chainText } from '../chains/chains.ts';
import { RestoreFinderButton } from '../restore/restore-finder.tsx';
import { shownStores, useShownStores } from '../stores/shown-stores.ts';
import { UnlistedStores } from '../stores/unlisted-stores.tsx';
import { BackUpFailures, BackUpNow, RunningBackups } from './back-up-now.tsx';
import { BackupDrawer } from './backup-drawer.tsx';
import { filterRows, isFiltering, NO_FILTER } from './backup-filter.ts';
import { sortRows } from './backup-order.ts';
import { retentionOutcomes, rowsOf } from './backup-row.ts';
import { BackupTable } from './backup-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useListSettings } from './use-list-settings.ts';

export function BackupsView() {
  const reading = useResource(backups);
  const list = reading.value;
  useCleanupPreview();
  useShownStores();
  return (
    <div class="view">
      <div class="view-head">
        <div class="stack-tight">
          <h1>{t('shell.backups')}</h1>
          {list !== undefined && list.length > 0 && <Summary list={list} />}
        </div>
        {list !== undefined && list.length > 0 && (
          <div class="row">
            <RestoreFinderButton />
            <BackUpNow icon="plus" />
          </div>
        )}
      </div>
      <BackUpFailures />
      <RunningBackups />
      <UnlistedStores />
      <LoadState reading={reading} title={t('backups.unreadable')} lines={8} />
      {list !== undefined && <BackupList list={list} />}
    </div>
  );
}

/** Of all backups, or of the database in the filter. */
function Summary({ list: all }: { readonly list: readonly Backup[] }) {
  const { database } = route.value.query;
  const list = database === undefined ? all : all.filter((backup) => backup.database === database);
  const bytes = list.reduce((sum, { size }) => sum + size, 0);
  return (
    <p class="quiet number">
      {chainText(list) ?? t('backups.summary', { count: list.length, size: formatBytes(bytes) })}
    </p>
  );
}

function BackupList({ list }: { readonly list: readonly Backup[] }) {
  const { filter, order, change, query } = useListSettings();
  const known = retentionOutcomes.value;
  const rows = useMemo(() => rowsOf(list, known), [list, known]);
  const matching = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const shown = useMemo(() => sortRows(matching, order), [matching, order]);
  const databases = useMemo(() => namesIn(list), [list]);
  const { item } = route.value;
  return (
    <>
      {list.length === 0 ? (
        <NoBackupYet />
      ) : (
        <div class="stack">
          <FilterBar
            filter={filter}
            order={order}
            databases={databases}
            stores={shownStores.value.map(({ name }) => name)}
            onChange={change}
          />
          <p class="visually-hidden" role="status">
            {isFiltering(filter) && t('backups.matching', { count: shown.length, total: list.length })}
          </p>
          {shown.length === 0 ? (
            <NoMatch
              title={t('backups.noMatchTitle')}
              showAll={t('backups.showAll')}
              onShowAll={() => change({ filter: NO_FILTER })}
            >
              {t('backups.noMatchText')}
            </NoMatch>
          ) : (
            <BackupTable
              rows={shown}
              order={order}
              onOrder={(next) => change({ order: next })}
              query={query}
              openItem={item}
            />
          )}
        </div>
      )}
      {item !== undefined && <BackupDrawer key={item} filename={item} rows={rows} query={query} />}
    </>
  );
}

function NoBackupYet() {
  if (databases.value.value?.databases.length === 0) {
    return (
      <EmptyCard icon="plus" title={t('overview.noDatabaseTitle')} action={<OverviewLink />}>
        {t('backups.emptyNoDatabase')}
      </EmptyCard>
    );
  }
  return (
    <EmptyCard icon="verify" title={t('backups.emptyTitle')} action={<BackUpNow icon="plus" />}>
      {t(may('createBackup') ? 'backups.emptyText' : 'backups.emptyReadOnly')}
    </EmptyCard>
  );
}
