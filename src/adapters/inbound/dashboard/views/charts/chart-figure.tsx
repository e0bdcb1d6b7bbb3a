import type { FunctionComponent } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { formatAbsolute } from '../../i18n/format.ts';
import { listText, t } from '../../i18n/t.ts';
import { LINE_STYLES, type ChartData } from './chart-series.ts';
import type { LineChartProps } from './line-chart.tsx';

interface ChartFigureProps {
  readonly title: string;
  readonly summary: string;
  readonly note?: string | undefined;
  readonly data: ChartData;
  readonly format: (value: number) => string;
}

const FEWEST = 2;

export function ChartFigure({ title, summary, note, data, format }: ChartFigureProps) {
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const Chart = useLineChart();
  const id = useId();
  const point = pointed === undefined ? undefined : pointText(data, pointed, format);
  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <h3>{title}</h3>
        <p class="quiet small">
          <span class={point === undefined ? '' : 'visually-hidden'}>{summary}</span>
          {point !== undefined && <span aria-hidden="true">{point}</span>}
        </p>
      </figcaption>
      {data.times.length < FEWEST ? (
        <p class="chart-empty">{t('charts.needTwo')}</p>
      ) : Chart === undefined || Chart === 'missing' ? (
        <p class="chart-empty">{t(Chart === undefined ? 'charts.loading' : 'charts.missing')}</p>
      ) : (
        <Chart data={data} format={format} onPoint={setPointed} />
      )}
      <Legend data={data} />
      {note !== undefined && <p class="quiet small">{note}</p>}
    </figure>
  );
}

function Legend({ data: { lines } }: { readonly data: ChartData }) {
  if (lines.length < 2) return null;
  return (
    <ul class="legend quiet small">
      {lines.map(({ role }) => (
        <li key={role} class="line-tight">
          <span class={`chart-key chart-key-${role}`} aria-hidden="true" />
          {t(LINE_STYLES[role].word)}
        </li>
      ))}
    </ul>
  );
}

/** "21 Nov 2026, 02:00: database 42 MB, stored 7.5 MB" */
function pointText({ times, lines }: ChartData, index: number, format: ChartFigureProps['format']): string {
  const time = times[index];
  if (time === undefined) return '';
  const values = lines.flatMap(({ role, values: line }) => {
    const value = line[index];
    return value === null || value === undefined
      ? []
      : [t('charts.value', { series: t(LINE_STYLES[role].word), value: format(value) })];
  });
  return t('charts.at', {
    when: formatAbsolute(new Date(time * 1000)),
    values: listText(values),
  });
}

/** Loaded on demand because it is a third of the page. An updated service no longer has the old file. */
function useLineChart(): FunctionComponent<LineChartProps> | 'missing' | undefined {
  const [chart, setChart] = useState<{ readonly found: FunctionComponent<LineChartProps> | 'missing' }>();
  useEffect(() => {
    let isWanted = true;
    const take = (found: FunctionComponent<LineChartProps> | 'missing'): void => {
      if (isWanted) setChart({ found });
    };
    import('./line-chart.tsx').then(
      ({ LineChart }) => take(LineChart),
      () => take('missing'),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return chart?.found;
}
