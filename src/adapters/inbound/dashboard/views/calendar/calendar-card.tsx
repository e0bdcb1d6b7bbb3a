import { useState } from 'preact/hooks';
import type { Calendar } from '../../api/types.ts';
import { LazyDetails } from '../../components/lazy-details.tsx';
import { LoadState } from '../../components/problem-note.tsx';
import { CaptionedTable } from '../../components/table-head.tsx';
import { useFirst } from '../../components/use-first.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { calendar } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { countByMonth, monthText, OUTCOMES } from './calendar-days.ts';
import type { DaysLayout } from './calendar-layout.ts';
import { DatabaseDays } from './database-days.tsx';

const STRIP_DAYS = 90;
const SHOWN_AT_FIRST = 8;

const RANGES = [
  { layout: 'strip', text: 'calendar.days90' },
  { layout: 'year', text: 'calendar.year' },
] as const;

const OUTCOME_TEXTS = {
  verified: 'backups.state_verified',
  made: 'backups.state_unverified',
  unchanged: 'common.unchanged',
  failed: 'common.failed',
  missed: 'common.missed',
  none: 'calendar.none',
} as const;

export function CalendarCard() {
  const reading = useResource(calendar);
  const [layout, setLayout] = useState<DaysLayout>('strip');
  return (
    <section class="card calendar" aria-labelledby="calendar-title">
      <div class="card-head">
        <h2 id="calendar-title">{t('calendar.title')}</h2>
        <div class="segments" role="group" aria-label={t('calendar.range')}>
          {RANGES.map(({ layout: one, text }) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={layout === one}
              onClick={() => setLayout(one)}
            >
              {t(text)}
            </button>
          ))}
        </div>
      </div>
      <LoadState reading={reading} title={t('overview.loadFailed')} lines={4} />
      {reading.value !== undefined && <Days known={reading.value} layout={layout} />}
    </section>
  );
}

function Days({ known, layout }: { readonly known: Calendar; readonly layout: DaysLayout }) {
  const [shown, showAll] = useFirst(known.databases, SHOWN_AT_FIRST, 'overview.showAll');
  return (
    <div class="stack">
      {shown.map(({ database, days }) => (
        <DatabaseDays
          key={database}
          database={database}
          days={layout === 'strip' ? days.slice(-STRIP_DAYS) : days}
          layout={layout}
        />
      ))}
      {showAll}
      <div class="calendar-foot quiet small">
        <Legend />
        <p>{t('calendar.zone', { zone: known.time_zone })}</p>
      </div>
      <CalendarTable known={known} />
    </div>
  );
}

function Legend() {
  return (
    <ul class="legend" aria-label={t('calendar.legend')}>
      {OUTCOMES.map((outcome) => (
        <li key={outcome} class="line-tight">
          <span class={`day day-${outcome}`} aria-hidden="true" />
          {t(OUTCOME_TEXTS[outcome])}
        </li>
      ))}
    </ul>
  );
}

function CalendarTable({ known }: { readonly known: Calendar }) {
  return (
    <LazyDetails summary={t('calendar.table')}>
      {() => known.databases.map((one) => <MonthTable key={one.database} {...one} />)}
    </LazyDetails>
  );
}

function MonthTable({ database, days }: Calendar['databases'][number]) {
  const outcomes = OUTCOMES.map((outcome) => ({ text: t(OUTCOME_TEXTS[outcome]) }));
  return (
    <CaptionedTable
      label={t('calendar.oneOf', { name: database })}
      caption={database}
      columns={[{ text: t('calendar.month') }, ...outcomes]}
    >
      {countByMonth(days).map(({ month, counts }) => (
        <tr key={month}>
          <th scope="row">{monthText(month, 'long')}</th>
          {OUTCOMES.map((outcome) => (
            <td key={outcome}>{formatNumber(counts[outcome])}</td>
          ))}
        </tr>
      ))}
    </CaptionedTable>
  );
}
