import { Bytes } from '../../components/bytes.tsx';
import { LazyDetails } from '../../components/lazy-details.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { SeriesPoint } from './chart-series.ts';

const MOST_ROWS = 30;

interface NumbersTableProps {
  readonly database: string;
  /** Oldest first. */
  readonly series: readonly SeriesPoint[];
}

export function NumbersTable({ database, series }: NumbersTableProps) {
  return (
    <LazyDetails summary={t('charts.asTable')}>
      {() => (
        <div class="month-table" role="region" aria-label={t('charts.asTable')} tabIndex={0}>
          <table class="table">
            <caption>
              <Name>{database}</Name>
            </caption>
            <thead>
              <tr>
                <th scope="col">{t('charts.when')}</th>
                <th scope="col">{t('charts.seriesDatabase')}</th>
                <th scope="col">{t('charts.seriesStored')}</th>
                <th scope="col">{t('charts.seriesDuration')}</th>
              </tr>
            </thead>
            <tbody>
              {series
                .slice(-MOST_ROWS)
                .toReversed()
                .map((point) => (
                  <Row key={point.filename} point={point} />
                ))}
            </tbody>
          </table>
        </div>
      )}
    </LazyDetails>
  );
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
