import { useMemo, useState } from 'preact/hooks';
import type { DatabaseStatistics, Disk, Statistics } from '../../api/types.ts';
import { optionsOf, SelectField } from '../../components/filter-form.tsx';
import { LazyDetails } from '../../components/lazy-details.tsx';
import { LoadState } from '../../components/problem-note.tsx';
import { CaptionedTable } from '../../components/table-head.tsx';
import { Bytes, Time } from '../../components/text.tsx';
import { formatBytes, formatDuration, formatShare } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { statistics } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { ChartFigure } from './chart-figure.tsx';
import {
  durationData,
  growthData,
  median,
  sizeData,
  type GrowthData,
  type SeriesPoint,
} from './chart-series.ts';
import { DiskGauge } from './disk-gauge.tsx';

export function ChartsCard({ disk }: { readonly disk: Disk }) {
  const reading = useResource(statistics);
  const { value } = reading;
  const [wanted, setWanted] = useState<string | undefined>(undefined);
  const all = value?.databases ?? [];
  const chosen = all.find(({ database }) => database === wanted) ?? all[0];
  return (
    <section class="card charts stack" aria-labelledby="charts-title">
      <div class="card-head">
        <h2 id="charts-title">{t('charts.title')}</h2>
        {all.length > 1 && chosen !== undefined && (
          <SelectField
            class="chart-choice line"
            label={t('common.database')}
            options={optionsOf(all.map(({ database }) => database))}
            value={chosen.database}
            onChoose={setWanted}
          />
        )}
      </div>
      <LoadState reading={reading} title={t('overview.loadFailed')} lines={4} />
      <div class="chart-grid">
        {chosen !== undefined && <DatabaseCharts chosen={chosen} />}
        {value !== undefined && <Growth known={value} disk={disk} />}
        <DiskGauge disk={disk} />
      </div>
      {chosen !== undefined && <NumbersTable database={chosen.database} series={chosen.series} />}
    </section>
  );
}

function DatabaseCharts({ chosen }: { readonly chosen: DatabaseStatistics }) {
  const { series } = chosen;
  const sizes = useMemo(() => sizeData(series), [series]);
  const durations = useMemo(() => durationData(series), [series]);
  return (
    <>
      <ChartFigure title={t('common.size')} summary={sizeSummary(series)} data={sizes} format={formatBytes} />
      <ChartFigure
        title={t('charts.duration')}
        summary={durationSummary(series)}
        data={durations}
        format={formatDuration}
      />
    </>
  );
}

function Growth({ known, disk }: { readonly known: Statistics; readonly disk: Disk }) {
  const { free_bytes, growth_bytes_per_day, full_in_days } = disk;
  const data = useMemo(
    () =>
      growthData(
        known.databases.flatMap(({ series }) => series),
        disk,
      ),
    [known, free_bytes, growth_bytes_per_day, full_in_days],
  );
  const { capacityBytes, isCapacityFar } = data;
  return (
    <ChartFigure
      title={t('charts.growth')}
      summary={growthSummary(data, growth_bytes_per_day)}
      note={
        capacityBytes !== undefined && isCapacityFar
          ? t('charts.capacityFar', { capacity: formatBytes(capacityBytes) })
          : undefined
      }
      data={data}
      format={formatBytes}
    />
  );
}

function sizeSummary(series: DatabaseStatistics['series']): string {
  const last = series.at(-1);
  if (last === undefined) return '';
  const { database_bytes: database, stored_bytes: stored } = last;
  return t('charts.sizeSummary', {
    database: formatBytes(database),
    stored: formatBytes(stored),
    share: formatShare(database > 0 ? stored / database : 0),
  });
}

function durationSummary(series: DatabaseStatistics['series']): string {
  const last = series.at(-1)?.duration_ms;
  const typical = median(series.map(({ duration_ms }) => duration_ms));
  if (last === undefined || typical === undefined) return '';
  return t('charts.durationSummary', { last: formatDuration(last), typical: formatDuration(typical) });
}

function growthSummary({ totalBytes }: GrowthData, perDay: number | null): string {
  const total = formatBytes(totalBytes);
  if (perDay === null || Math.abs(perDay) < 1) return t('charts.growthSummary', { total });
  const growth = formatBytes(Math.round(Math.abs(perDay)));
  return t(perDay > 0 ? 'charts.growthPerDay' : 'charts.growthShrinks', { total, growth });
}

const MOST_ROWS = 30;

interface NumbersTableProps {
  readonly database: string;
  /** Oldest first. */
  readonly series: readonly SeriesPoint[];
}

function NumbersTable({ database, series }: NumbersTableProps) {
  const newest = series.slice(-MOST_ROWS).toReversed();
  return (
    <LazyDetails summary={t('charts.asTable')}>
      {() => (
        <CaptionedTable label={t('charts.asTable')} caption={database} columns={numberColumns()}>
          {newest.map((point) => (
            <Row key={point.filename} point={point} />
          ))}
        </CaptionedTable>
      )}
    </LazyDetails>
  );
}

function numberColumns() {
  const keys = [
    'common.when',
    'charts.seriesDatabase',
    'charts.seriesStored',
    'charts.seriesDuration',
  ] as const;
  return keys.map((key) => ({ text: t(key) }));
}

function Row({ point }: { readonly point: SeriesPoint }) {
  return (
    <tr>
      <td>
        <Time at={point.created_at} form="absolute" />
      </td>
      <td>
        <Bytes value={point.database_bytes} />
      </td>
      <td>
        <Bytes value={point.stored_bytes} />
      </td>
      <td>{formatDuration(point.duration_ms)}</td>
    </tr>
  );
}
