import { useMemo } from 'preact/hooks';
import type { HistoryRun } from '../../api/types.ts';
import { rowIndexOf, useRowKeys } from '../../components/use-row-keys.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import { hashOf } from '../../state/route.ts';
import { RunRow } from './run-row.tsx';

const ROW_PX = 56;
const CARD_PX = 100;
/** The page's head, and the table's below it; what lies under them is not in sight. */
const COVERED_PX = 96;
const COVERED_NARROW_PX = 92;

const COLUMNS = ['history.when', 'history.what', 'history.outcome', 'history.took', 'history.facts'] as const;

interface RunTableProps {
  readonly runs: readonly HistoryRun[];
  /** Of the address of the list as it is. */
  readonly query: Readonly<Record<string, string>>;
  /** The id of the run whose details are shown. */
  readonly openItem: string | undefined;
}

/** Ten thousand runs, of which those in sight are drawn. It scrolls with the page. */
export function RunTable({ runs, query, openItem }: RunTableProps) {
  const rowHeightPx = isNarrow.value ? CARD_PX : ROW_PX;
  const keys = useMemo(() => runs.map(({ id }) => id), [runs]);
  const virtual = useVirtualRows({
    keys,
    rowHeightPx,
    coveredPx: isNarrow.value ? COVERED_NARROW_PX : COVERED_PX,
    arrangement: new URLSearchParams(query).toString(),
  });
  const onKeyDown = useRowKeys(virtual, runs.length);
  return (
    <table class="run-table" role="table" aria-label={t('history.title')} aria-rowcount={runs.length + 1}>
      <thead role="rowgroup" class={isNarrow.value ? 'visually-hidden' : 'run-head'}>
        <tr role="row" aria-rowindex={1}>
          {COLUMNS.map((text) => (
            <th key={text} role="columnheader" scope="col">
              {t(text)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody
        role="rowgroup"
        ref={virtual.bodyRef}
        style={{ height: `${String(runs.length * rowHeightPx)}px` }}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => {
          virtual.keepDrawn(rowIndexOf(event.target));
        }}
        onFocusOut={() => {
          virtual.keepDrawn(undefined);
        }}
      >
        {virtual.indexes.map((index) => {
          const run = runs[index];
          if (run === undefined) return null;
          return (
            <RunRow
              key={run.id}
              run={run}
              index={index}
              heightPx={rowHeightPx}
              href={hashOf('history', run.id, query)}
              isOpen={run.id === openItem}
            />
          );
        })}
      </tbody>
    </table>
  );
}
