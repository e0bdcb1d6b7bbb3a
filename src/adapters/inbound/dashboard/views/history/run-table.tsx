import type { HistoryRun } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { phaseText } from '../../components/job-progress.tsx';
import { LongHead, longRow, LongTable, rowLink, type LongRowPlace } from '../../components/long-table.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name } from '../../components/text.tsx';
import { formatBytes, formatDuration, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import type { Query } from '../../state/route.ts';
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
  return (
    <LongTable
      view="history"
      items={runs}
      keyOf={({ id }) => id}
      cardPx={CARD_PX}
      query={query}
      openItem={openItem}
      head={<RunTableHead />}
      row={(run, key, place) => <RunRow key={key} run={run} {...place} />}
    />
  );
}

function RunTableHead() {
  return (
    <LongHead class="run-head">
      {COLUMNS.map((text) => (
        <th key={text} role="columnheader" scope="col">
          {t(text)}
        </th>
      ))}
    </LongHead>
  );
}

interface RunRowProps extends LongRowPlace {
  readonly run: HistoryRun;
}

function RunRow({ run, ...place }: RunRowProps) {
  return (
    <tr {...longRow(place, 'run-row')}>
      <td role="cell" class="run-when">
        {rowLink(place, run.started_at)}
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
    <span class={`run-summary line-tight ${problem === undefined ? '' : `tone-${problem}`}`} title={text}>
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
