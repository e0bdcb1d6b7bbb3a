import { useMemo, useState } from 'preact/hooks';
import type { CalendarDay } from '../../api/types.ts';
import { Name } from '../../components/name.tsx';
import { t } from '../../i18n/t.ts';
import { stripMonths, weekBlocks } from './calendar-layout.ts';
import { dayText, summaryText } from './calendar-text.ts';
import { activeDays } from './day-counts.ts';
import { DayCells, MonthNames, Weeks } from './day-cells.tsx';
import { DayPicker } from './day-picker.tsx';
import type { DaysLayout } from './step-day.ts';

const BLOCKS = 2;
const STRIP_MONTH_CELLS = 5;

interface DatabaseDaysProps {
  readonly database: string;
  /** Oldest first. */
  readonly days: readonly CalendarDay[];
  readonly layout: DaysLayout;
}

export function DatabaseDays({ database, days, layout }: DatabaseDaysProps) {
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const day = pointed === undefined ? undefined : days[pointed];
  const summary = summaryText(days);
  const before = useMemo(() => days.length - activeDays(days).length, [days]);
  return (
    <div class="database-days">
      <div class="database-days-head">
        <h3>
          <Name>{database}</Name>
        </h3>
        <p class="days-text">
          <span class={day === undefined ? '' : 'visually-hidden'}>{summary}</span>
          {/* The picker says it to screen readers. */}
          {day !== undefined && <span aria-hidden="true">{dayText(day)}</span>}
        </p>
      </div>
      <DayPicker
        key={layout}
        layout={layout}
        label={t('calendar.oneOf', { name: database })}
        days={days}
        pointed={pointed}
        onPoint={setPointed}
      >
        {layout === 'strip' ? (
          <Strip days={days} before={before} pointed={pointed} />
        ) : (
          <Year days={days} before={before} pointed={pointed} />
        )}
      </DayPicker>
    </div>
  );
}

interface DaysProps {
  readonly days: readonly CalendarDay[];
  readonly before: number;
  readonly pointed: number | undefined;
}

function Strip({ days, before, pointed }: DaysProps) {
  const months = useMemo(() => stripMonths(datesOf(days), STRIP_MONTH_CELLS), [days]);
  return (
    <>
      <div class="strip-days">
        <DayCells days={days} before={before} pointed={pointed} />
      </div>
      <MonthNames months={months} columns={days.length} />
    </>
  );
}

function Year({ days, before, pointed }: DaysProps) {
  const blocks = useMemo(() => weekBlocks(datesOf(days), BLOCKS), [days]);
  return (
    <>
      {blocks.map((block) => (
        <Weeks key={block.start} block={block} days={days} before={before} pointed={pointed} />
      ))}
    </>
  );
}

function datesOf(days: readonly CalendarDay[]): readonly string[] {
  return days.map(({ date }) => date);
}
