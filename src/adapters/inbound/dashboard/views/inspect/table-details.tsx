import type { InspectedTable } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { SampleTable } from './sample-table.tsx';
import { visibleText } from '../../i18n/visible-text.ts';

export function TableDetails({ table }: { readonly table: InspectedTable }) {
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
