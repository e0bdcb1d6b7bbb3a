import { useMemo, useState } from 'preact/hooks';
import type { Inspection } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox, SearchInput } from '../../components/filter-form.tsx';
import { Icon } from '../../components/icon.tsx';
import { Name, RichText, Time } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import {
  filterTables,
  NO_TABLE_FILTER,
  summarizeChanges,
  summaryTexts,
  type ChangeSummary,
  type TableFilter,
} from './table-change.ts';
import { TableList } from './table-list.tsx';

interface InspectionResultProps {
  readonly inspection: Inspection;
}

export function InspectionResult({ inspection }: InspectionResultProps) {
  const { tables, omitted_tables: omitted } = inspection;
  const [filter, setFilter] = useState<TableFilter>(NO_TABLE_FILTER);
  const changes = useMemo(() => summarizeChanges(tables), [tables]);
  const shown = useMemo(() => filterTables(tables, filter), [tables, filter]);
  return (
    <div class="stack" role="region" aria-label={t('inspect.results')}>
      <Comparison inspection={inspection} changes={changes} />
      {tables.length === 0 ? (
        <p>{t('inspect.noTables')}</p>
      ) : (
        <>
          <Filter filter={filter} changes={changes} onFilter={setFilter} />
          <p class="visually-hidden" role="status">
            {t('inspect.shown', { count: shown.length })}
          </p>
          {shown.length > 0 ? (
            <TableList tables={shown} />
          ) : (
            <NoMatch onShowAll={() => setFilter(NO_TABLE_FILTER)} />
          )}
        </>
      )}
      {omitted > 0 && <p class="quiet small">{t('inspect.omitted', { count: omitted })}</p>}
    </div>
  );
}

function Comparison({ inspection, changes }: InspectionResultProps & { readonly changes: ChangeSummary }) {
  const { compared_with: live, live_problem: problem } = inspection;
  if (live === null) return <LiveProblem problem={problem} />;
  const texts = summaryTexts(changes);
  return (
    <div class="stack-tight" role="status">
      <p class="inspect-verdict">
        {texts.length === 0 ? t('inspect.nothingSince') : t('inspect.since', { changes: texts.join(' · ') })}
      </p>
      <p class="quiet small">
        <RichText
          text="inspect.comparedWith"
          values={{ path: <Name>{live.path}</Name>, when: <Time at={live.read_at} /> }}
        />
      </p>
    </div>
  );
}

function LiveProblem({ problem }: { readonly problem: string | null }) {
  return (
    <div class="note tone-attention" role="status">
      <Icon name="attention" />
      <div class="stack-tight">
        <p class="problem-title">{t('inspect.notCompared')}</p>
        {problem !== null && (
          <p>
            <Name lang="en">{problem}</Name>
          </p>
        )}
      </div>
    </div>
  );
}

interface FilterProps {
  readonly filter: TableFilter;
  readonly changes: ChangeSummary;
  readonly onFilter: (filter: TableFilter) => void;
}

function Filter({ filter, changes, onFilter }: FilterProps) {
  return (
    <div class="inspect-filter">
      <SearchInput
        label={t('inspect.filter')}
        text={filter.name}
        onText={(name) => onFilter({ ...filter, name })}
      />
      {(changes.changed > 0 || filter.onlyChanges) && (
        <Checkbox
          isChecked={filter.onlyChanges}
          onCheck={(onlyChanges) => onFilter({ ...filter, onlyChanges })}
        >
          {t('inspect.onlyChanges', { count: changes.changed })}
        </Checkbox>
      )}
    </div>
  );
}

function NoMatch({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <div class="row">
      <p class="quiet">{t('inspect.noMatch')}</p>
      <Button kind="plain" onClick={onShowAll}>
        {t('inspect.showAll')}
      </Button>
    </div>
  );
}
