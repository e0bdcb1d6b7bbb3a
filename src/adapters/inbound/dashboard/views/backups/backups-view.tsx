import { useEffect, useMemo } from 'preact/hooks';
import type { Backup } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { followCleanupPreview } from '../../state/cleanup-preview.ts';
import { backups, databases } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf, route } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { RestoreFinderButton } from '../restore/restore-finder.tsx';
import { BackUpFailures, BackUpNow, RunningBackups } from './back-up-now.tsx';
import { BackupDrawer } from './backup-drawer.tsx';
import { filterRows, isFiltering, NO_FILTER } from './backup-filter.ts';
import { sortRows } from './backup-order.ts';
import { retentionOutcomes, rowsOf } from './backup-row.ts';
import { BackupTable } from './backup-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useListSettings } from './use-list-settings.ts';

export function BackupsView() {
  const { value: list, problem } = useResource(backups);
  useRetentionOutcomes(may('cleanUp'));
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
      {problem !== undefined && <ProblemNote problem={problem} title={t('backups.unreadable')} />}
      {list === undefined ? problem === undefined && <Skeleton lines={8} /> : <BackupList list={list} />}
    </div>
  );
}

function useRetentionOutcomes(isAllowed: boolean): void {
  useEffect(() => (isAllowed ? followCleanupPreview() : undefined), [isAllowed]);
}

function Summary({ list }: { readonly list: readonly Backup[] }) {
  const bytes = list.reduce((sum, { size }) => sum + size, 0);
  return <p class="quiet number">{t('backups.summary', { count: list.length, size: formatBytes(bytes) })}</p>;
}

function BackupList({ list }: { readonly list: readonly Backup[] }) {
  const { filter, order, change, query } = useListSettings();
  const known = retentionOutcomes.value;
  const rows = useMemo(() => rowsOf(list, known), [list, known]);
  const matching = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const shown = useMemo(() => sortRows(matching, order), [matching, order]);
  const databases = useMemo(() => databasesIn(list), [list]);
  const { item } = route.value;
  return (
    <>
      {list.length === 0 ? (
        <NoBackupYet />
      ) : (
        <div class="stack">
          <FilterBar filter={filter} order={order} databases={databases} onChange={change} />
          <p class="visually-hidden" role="status">
            {isFiltering(filter) && t('backups.matching', { count: shown.length, total: list.length })}
          </p>
          {shown.length === 0 ? (
            <NoMatch
              onShowAll={() => {
                change({ filter: NO_FILTER });
              }}
            />
          ) : (
            <BackupTable
              rows={shown}
              order={order}
              onOrder={(next) => {
                change({ order: next });
              }}
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

function databasesIn(list: readonly Backup[]): readonly string[] {
  const names = new Set(list.flatMap(({ database }) => (database === null ? [] : [database])));
  return [...names].sort((one, other) => one.localeCompare(other));
}

function NoBackupYet() {
  return databases.value.value?.databases.length === 0 ? <NoDatabaseYet /> : <NoneYet />;
}

function NoDatabaseYet() {
  return (
    <div class="card">
      <EmptyState
        icon="plus"
        title={t('overview.noDatabaseTitle')}
        action={
          <a class="button button-quiet" href={hashOf('overview')}>
            {t('history.emptyAction')}
          </a>
        }
      >
        <p>{t('backups.emptyNoDatabase')}</p>
      </EmptyState>
    </div>
  );
}

function NoneYet() {
  return (
    <div class="card">
      <EmptyState icon="verify" title={t('backups.emptyTitle')} action={<BackUpNow icon="plus" />}>
        <p>{t(may('createBackup') ? 'backups.emptyText' : 'backups.emptyReadOnly')}</p>
      </EmptyState>
    </div>
  );
}

function NoMatch({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <div class="card">
      <EmptyState
        icon="search"
        title={t('backups.noMatchTitle')}
        action={<Button onClick={onShowAll}>{t('backups.showAll')}</Button>}
      >
        <p>{t('backups.noMatchText')}</p>
      </EmptyState>
    </div>
  );
}
