import type { InspectedCell, InspectedTable } from '../../api/types.ts';
import { Name, RichText } from '../../components/text.tsx';
import { formatBytes, formatBytesExactly } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { visibleText } from '../../i18n/visible-text.ts';
import { isNumericColumn, styleOf } from './cell-style.ts';

export function SampleTable({ table }: { readonly table: InspectedTable }) {
  const { columns, name, sample } = table;
  const label = t('inspect.rowsOf', { name });
  return (
    <div class="sample" role="region" aria-label={label} tabIndex={0}>
      <table>
        <caption class="visually-hidden">
          <RichText text="inspect.rowsOf" values={{ name: <Name>{name}</Name> }} />
        </caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={index}
                scope="col"
                class={isNumericColumn(sample.rows, index) ? 'numeric' : ''}
                title={`${column.name} ${column.type}`}
              >
                <Name class="truncate">
                  {column.name === '' ? t('inspect.unnamed', { count: index + 1 }) : visibleText(column.name)}
                </Name>
                {column.type !== '' && <Name class="truncate sample-type">{column.type}</Name>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <Cell key={column} cell={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: InspectedCell }) {
  const style = styleOf(cell);
  switch (style.kind) {
    case 'null':
      return <td class="not-text">NULL</td>;
    case 'empty':
      return <td class="not-text">{t('inspect.emptyText')}</td>;
    case 'number':
      return <td class="numeric">{style.text}</td>;
    case 'blob':
      return (
        <td class="not-text" title={formatBytesExactly(style.bytes)}>
          {t('inspect.blob', { size: formatBytes(style.bytes) })}
        </td>
      );
    case 'text':
      return (
        <td title={style.text}>
          <Name class="clamp">{style.text}</Name>
        </td>
      );
    case 'cut':
      return (
        <td title={`${style.text}…`}>
          <Name class="clamp">{`${style.text}…`}</Name>
          <span class="cell-length">{t('inspect.length', { count: style.length })}</span>
        </td>
      );
  }
}
