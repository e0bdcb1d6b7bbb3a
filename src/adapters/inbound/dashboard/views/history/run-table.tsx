import { useMemo } from 'preact/hooks';
import type { HistoryRun } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { phaseText } from '../../components/job-progress.tsx';
import { longRow, LongTable, type LongRowPlace } from '../../components/long-table.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, Time } from '../../components/text.tsx';
import { formatBytes, formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { isNarrow } from '../../state/media.ts';
import { hashOf, type Query } from '../../state/route.ts';
import { readingOf } from '../../state/running.ts';
import { operationWord, RUN_STYLES, runProblem, runSummary } from './run-summary.ts';

const CARD_PX = 100;

const COLUMNS = [
  'common.when',
  'history.operation',
  'history.outcome',
  'common.took',
  'history.result',
] as const;

interface RunTableProps {
  readonly runs: readonly HistoryRun[];
  readonly query: Query;
  readonly openItem: string | undefined;
}

export function RunTable({ runs, query, openItem }: RunTableProps) {
  const keys = useMemo(() => runs.map(({ id }) => id), [runs]);
  return (
    <LongTable
      label={t('shell.history')}
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

interface RunRowProps extends LongRowPlace {
  readonly run: HistoryRun;
  readonly href: string;
}

function RunRow({ run, href, ...place }: RunRowProps) {
  return (
    <tr {...longRow(place, 'run-row')}>
      <td role="cell" class="run-when">
        <a href={href} data-row={place.index}>
          <Time at={run.started_at} />
        </a>
        <span class="second-line">
          <Time at={run.started_at} form="absolute" />
        </span>
      </td>
      <td role="cell" class="run-what">
        <span class="truncate">{operationWord(run)}</span>
        <span class="second-line" title={run.database}>
          <Name>{run.database}</Name>
        </span>
      </td>
      <td role="cell" class="run-outcome">
        <StatusBadge style={RUN_STYLES[run.outcome]} kind="quiet">
          {t(RUN_STYLES[run.outcome].word)}
        </StatusBadge>
      </td>
      <td role="cell" class="run-took">
        <Took run={run} />
      </td>
      <td role="cell" class="run-facts">
        {run.outcome === 'running' ? <RunningProgress runId={run.id} /> : <Summary run={run} />}
      </td>
    </tr>
  );
}

function Took({ run }: { readonly run: HistoryRun }) {
  const { operation, outcome, duration_ms: durationMs, started_at: startedAt } = run;
  if (outcome === 'running') {
    const elapsedMs = now.value.getTime() - Date.parse(startedAt);
    return <>{elapsedMs < 1000 ? t('common.dash') : formatDuration(elapsedMs)}</>;
  }
  const isWork = outcome !== 'missed' && outcome !== 'skipped' && operation !== 'schedule';
  return <>{durationMs === null || !isWork ? t('common.dash') : formatDuration(durationMs)}</>;
}

function Summary({ run }: { readonly run: HistoryRun }) {
  const { text, isServers = false } = runSummary(run);
  const problem = runProblem(run);
  return (
    <span class={`run-summary ${problem === undefined ? '' : `tone-${problem}`}`} title={text}>
      {problem !== undefined && <Icon name={problem} class="run-problem" />}
      <Name class="truncate" {...(isServers && { lang: 'en' })}>
        {text}
      </Name>
    </span>
  );
}

function RunningProgress({ runId }: { readonly runId: string }) {
  const reading = readingOf(runId);
  if (reading === undefined) return <span class="truncate quiet">{t('history.about_running')}</span>;
  const { phase, fraction, doneBytes } = reading;
  const far = fraction === undefined ? formatBytes(doneBytes) : formatPercent(fraction);
  return (
    <span class="truncate number">
      {phaseText(phase)} · {far}
    </span>
  );
}
