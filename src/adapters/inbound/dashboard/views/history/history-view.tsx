import { useMemo } from 'preact/hooks';
import { HISTORY_OUTCOMES } from '../../../../../domain/history/history-entry.ts';
import type { History, HistoryRun } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyCard, NoMatch, OverviewLink } from '../../components/empty-state.tsx';
import { Choice, DatabaseChoice, FilterForm, type Option } from '../../components/filter-form.tsx';
import { LoadState } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { databases, history, historyFilter, namesIn } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { route } from '../../state/route.ts';
import { hasEnded } from '../../state/running.ts';
import { RunDrawer } from './run-drawer.tsx';
import {
  filterRuns,
  isFiltering,
  MOST_RUNS,
  NO_FILTER,
  OPERATIONS,
  queryOfFilter,
  runOrder,
  useRunFilter,
  type RunFilter,
} from './run-list.ts';
import { RUN_STYLES } from './run-summary.ts';
import { RunTable } from './run-table.tsx';

export function HistoryView() {
  const reading = useResource(history);
  const { value, isLoading } = reading;
  const { filter, change, showOlder } = useRunFilter();
  const runs = useShownRuns(value, filter);
  const query = queryOfFilter(filter);
  const names = useDatabaseNames(runs, filter.database);
  const { item } = route.value;
  const isEmpty = runs?.length === 0;
  return (
    <div class="view">
      <div class="stack-tight">
        <h1>{t('shell.history')}</h1>
        <p class="quiet">{t('history.subtitle')}</p>
        {value !== undefined && value.unreadable_lines > 0 && (
          <p class="quiet small">{t('history.torn', { count: value.unreadable_lines })}</p>
        )}
      </div>
      <LoadState reading={reading} title={t('history.unreadable')} lines={8} />
      {runs !== undefined && (!isEmpty || isFiltering(filter)) && (
        <div class="stack">
          <RunFilterBar filter={filter} databases={names} onChange={change} />
          <p class="visually-hidden" role="status">
            {isFiltering(filter) && t('history.matching', { count: runs.length })}
          </p>
          {!isEmpty && <RunTable runs={runs} query={query} openItem={item} />}
          {!isEmpty && <Older count={value?.runs.length ?? 0} isLoading={isLoading} onShow={showOlder} />}
        </div>
      )}
      {isEmpty && !isLoading && <EmptyHistory filter={filter} onChange={change} />}
      {item !== undefined && <RunDrawer key={item} id={item} runs={runs ?? []} query={query} />}
    </div>
  );
}

/** Filters the old answer at once, until the service answers for the new filter. */
function useShownRuns(value: History | undefined, filter: RunFilter): readonly HistoryRun[] | undefined {
  const { outcome, operation, database } = filter;
  return useMemo(
    () => value && runOrder(filterRuns(value.runs, { outcome, operation, database }), hasEnded),
    [value, outcome, operation, database],
  );
}

function useDatabaseNames(
  runs: readonly HistoryRun[] | undefined,
  chosen: string | undefined,
): readonly string[] {
  const { value } = useResource(databases);
  return useMemo(
    () => namesIn(value?.databases ?? [], runs ?? [], chosen === undefined ? [] : [{ database: chosen }]),
    [value, runs, chosen],
  );
}

interface OlderProps {
  readonly count: number;
  readonly isLoading: boolean;
  readonly onShow: () => void;
}

function Older({ count, isLoading, onShow }: OlderProps) {
  const { limit = 0 } = historyFilter.value;
  if (count < limit) return null;
  if (limit >= MOST_RUNS) return <p class="quiet small">{t('history.oldest', { count })}</p>;
  return (
    <div>
      <Button isBusy={isLoading} onClick={onShow}>
        {t('history.showOlder')}
      </Button>
    </div>
  );
}

interface EmptyHistoryProps {
  readonly filter: RunFilter;
  readonly onChange: (changes: Partial<RunFilter>) => void;
}

function EmptyHistory({ filter, onChange }: EmptyHistoryProps) {
  if (!isFiltering(filter)) {
    return (
      <EmptyCard icon="overdue" title={t('history.emptyTitle')} action={<OverviewLink />}>
        {t('history.emptyText')}
      </EmptyCard>
    );
  }
  return (
    <NoMatch
      title={t('history.noMatchTitle')}
      showAll={t('history.showAll')}
      onShowAll={() => onChange(NO_FILTER)}
    >
      {t('history.noMatchText')}
    </NoMatch>
  );
}

interface RunFilterBarProps {
  readonly filter: RunFilter;
  readonly databases: readonly string[];
  readonly onChange: (changes: Partial<RunFilter>) => void;
}

function RunFilterBar({ filter, databases, onChange }: RunFilterBarProps) {
  return (
    <FilterForm>
      <Choice
        label={t('history.outcome')}
        all={t('history.allOutcomes')}
        chosen={filter.outcome}
        options={HISTORY_OUTCOMES.map((value) => ({ value, text: t(RUN_STYLES[value].word) }))}
        onChoose={(outcome) => onChange({ outcome: outcome as HistoryRun['outcome'] | undefined })}
      />
      <Choice
        label={t('history.operation')}
        all={t('history.allOperations')}
        chosen={filter.operation}
        options={operationsWith(filter.operation)}
        onChoose={(operation) => onChange({ operation })}
      />
      <DatabaseChoice
        databases={databases}
        chosen={filter.database}
        onChoose={(database) => onChange({ database })}
      />
    </FilterForm>
  );
}

/** @param chosen may be an operation of another version */
function operationsWith(chosen: string | undefined): readonly Option[] {
  const options: readonly Option[] = OPERATIONS.map((value) => ({
    value,
    text: value === 'verify' ? t('history.op_verifyAll') : t(`history.op_${value}`),
  }));
  const isKnown = chosen === undefined || options.some(({ value }) => value === chosen);
  return isKnown ? options : [...options, { value: chosen, text: chosen }];
}
