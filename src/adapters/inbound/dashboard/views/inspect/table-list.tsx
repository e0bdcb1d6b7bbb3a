import { useId, useState } from 'preact/hooks';
import type { InspectedTable } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { TableHead } from '../../components/table-head.tsx';
import { Name } from '../../components/text.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { visibleText } from '../../i18n/visible-text.ts';
import { SampleTable } from './sample-table.tsx';
import { changeOf, changeText, isChange } from './table-change.ts';

export function TableList({ tables }: { readonly tables: readonly InspectedTable[] }) {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  return (
    <table class="table table-list">
      <caption class="visually-hidden">{t('inspect.results')}</caption>
      <TableHead
        columns={[
          { text: t('inspect.table') },
          { text: t('inspect.then'), class: 'numeric' },
          { text: t('inspect.now'), class: 'numeric' },
        ]}
      />
      <tbody>
        {tables.map((table) => (
          <Line
            key={table.name}
            table={table}
            isOpen={table.name === chosen}
            onToggle={() => setChosen(table.name === chosen ? undefined : table.name)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  readonly table: InspectedTable;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Line({ table, isOpen, onToggle }: LineProps) {
  const id = useId();
  const change = changeOf(table);
  return (
    <>
      <tr class={isOpen ? 'table-line is-open' : 'table-line'}>
        <th scope="row">
          <button
            type="button"
            class="table-name"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            title={table.name}
            onClick={onToggle}
          >
            <Icon name={isOpen ? 'down' : 'right'} />
            <span>
              <Name class="clamp">{visibleText(table.name)}</Name>
            </span>
          </button>
          <p class={isChange(change) ? 'table-change is-change' : 'table-change'}>
            {table.type !== 'table' && <span class="table-type">{t(`inspect.type_${table.type}`)}</span>}
            {changeText(change)}
          </p>
        </th>
        <td class="numeric" data-label={t('inspect.then')}>
          <Count rows={table.rows} />
        </td>
        <td class="numeric" data-label={t('inspect.now')}>
          <Count rows={table.live_rows} />
        </td>
      </tr>
      {isOpen && (
        <tr class="table-open" id={id}>
          <td colSpan={3}>
            <TableDetails table={table} />
          </td>
        </tr>
      )}
    </>
  );
}

function Count({ rows }: { readonly rows: number | null }) {
  if (rows !== null) return <>{formatNumber(rows)}</>;
  return (
    <span class="quiet">
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{t('inspect.notCounted')}</span>
    </span>
  );
}

function TableDetails({ table }: { readonly table: InspectedTable }) {
  const { name, sql, change } = table;
  return (
    <div class="stack table-details">
      {change === 'added' ? <p>{t('inspect.onlyLive')}</p> : <Rows table={table} />}
      {sql !== '' && (
        <div class="stack-tight">
          <h4>{t('inspect.schema')}</h4>
          <pre tabIndex={0} role="region" aria-label={`${t('inspect.schema')}: ${name}`} dir="ltr">
            <code>{visibleText(sql)}</code>
          </pre>
        </div>
      )}
    </div>
  );
}

function Rows({ table }: { readonly table: InspectedTable }) {
  const { rows, truncated } = table.sample;
  const count = rows.length;
  if (count === 0 && !truncated) return <p class="quiet">{t('inspect.noRows')}</p>;
  return (
    <div class="stack-tight">
      <h4>{countText(table)}</h4>
      <SampleTable table={table} />
    </div>
  );
}

function countText({ rows: total, sample }: InspectedTable): string {
  const count = sample.rows.length;
  if (!sample.truncated) return t('inspect.allRows', { count });
  return total === null
    ? t('inspect.firstRows', { count })
    : t('inspect.firstOf', { count, total: formatNumber(total) });
}
