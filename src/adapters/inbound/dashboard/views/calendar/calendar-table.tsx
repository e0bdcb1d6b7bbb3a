import type { Calendar } from '../../api/types.ts';
import { LazyDetails } from '../../components/lazy-details.tsx';
import { Name } from '../../components/name.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { monthText } from './calendar-text.ts';
import { countByMonth, OUTCOMES } from './day-counts.ts';

const HEADS = {
  verified: 'common.verified',
  made: 'common.notVerified',
  failed: 'common.failed',
  missed: 'common.missed',
  none: 'calendar.none',
} as const;

export function CalendarTable({ known }: { readonly known: Calendar }) {
  return (
    <LazyDetails summary={t('calendar.table')}>
      {() => known.databases.map((one) => <MonthTable key={one.database} {...one} />)}
    </LazyDetails>
  );
}

function MonthTable({ database, days }: Calendar['databases'][number]) {
  return (
    <div class="month-table" role="region" aria-label={t('calendar.oneOf', { name: database })} tabIndex={0}>
      <table class="table">
        <caption>
          <Name>{database}</Name>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('calendar.month')}</th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col">
                {t(HEADS[outcome])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {countByMonth(days).map(({ month, counts }) => (
            <tr key={month}>
              <th scope="row">{monthText(month, 'long')}</th>
              {OUTCOMES.map((outcome) => (
                <td key={outcome}>{formatNumber(counts[outcome])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
