import { useMemo } from 'preact/hooks';
import type { HistoryRun } from '../../api/types.ts';
import { LongTable } from '../../components/long-table.tsx';
import { t } from '../../i18n/t.ts';
import { isNarrow } from '../../state/media.ts';
import { hashOf } from '../../state/route.ts';
import { RunRow } from './run-row.tsx';

const CARD_PX = 100;

const COLUMNS = [
  'history.when',
  'history.what',
  'history.outcome',
  'history.took',
  'history.result',
] as const;

interface RunTableProps {
  readonly runs: readonly HistoryRun[];
  readonly query: Readonly<Record<string, string>>;
  readonly openItem: string | undefined;
}

export function RunTable({ runs, query, openItem }: RunTableProps) {
  const keys = useMemo(() => runs.map(({ id }) => id), [runs]);
  return (
    <LongTable
      label={t('history.title')}
      keys={keys}
      cardPx={CARD_PX}
      query={query}
      head={<RunTableHead />}
      row={(index, heightPx) => {
        const run = runs[index];
        if (run === undefined) return null;
        return (
          <RunRow
            key={run.id}
            run={run}
            index={index}
            heightPx={heightPx}
            href={hashOf('history', run.id, query)}
            isOpen={run.id === openItem}
          />
        );
      }}
    />
  );
}

function RunTableHead() {
  return (
    <thead role="rowgroup" class={isNarrow.value ? 'visually-hidden' : 'long-head run-head'}>
      <tr role="row" aria-rowindex={1}>
        {COLUMNS.map((text) => (
          <th key={text} role="columnheader" scope="col">
            {t(text)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
