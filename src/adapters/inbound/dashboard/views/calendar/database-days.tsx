import { useMemo, useState } from 'preact/hooks';
import type { CalendarDay, DayOutcome } from '../../api/types.ts';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { activeDays, dayText, monthText, summaryText } from './calendar-days.ts';
import { stripMonths, weekBlocks, type DaysLayout, type MonthMark } from './calendar-layout.ts';
import { DayPicker } from './day-picker.tsx';

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
  const Days = layout === 'strip' ? Strip : Year;
  const before = useMemo(() => days.length - activeDays(days).length, [days]);
  return (
    <div class="stack-tight">
      <div class="database-days-head">
        <h3>
          <Name>{database}</Name>
        </h3>
        <p class="quiet small number">
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
        <Days days={days} before={before} pointed={pointed} />
      </DayPicker>
    </div>
  );
}

interface DaysProps {
  readonly days: readonly CalendarDay[];
  /** The number of days before the first run. */
  readonly before: number;
  readonly pointed: number | undefined;
}

function Strip(props: DaysProps) {
  const { days } = props;
  const months = useMemo(() => stripMonths(datesOf(days), STRIP_MONTH_CELLS), [days]);
  return (
    <>
      <div class="strip-days">
        <DayCells {...props} />
      </div>
      <MonthNames months={months} columns={days.length} />
    </>
  );
}

function Year(props: DaysProps) {
  const { days } = props;
  const blocks = useMemo(() => weekBlocks(datesOf(days), BLOCKS), [days]);
  return (
    <>
      {blocks.map(({ start, count, firstRow, columns, months }) => (
        <div key={start} class="weeks" style={{ '--columns': columns }}>
          <MonthNames months={months} columns={columns} />
          <div class="weeks-days">
            <DayCells {...props} days={days.slice(start, start + count)} start={start} firstRow={firstRow} />
          </div>
        </div>
      ))}
    </>
  );
}

function datesOf(days: readonly CalendarDay[]): readonly string[] {
  return days.map(({ date }) => date);
}

interface DayCellsProps extends DaysProps {
  readonly start?: number;
  readonly firstRow?: number;
}

function DayCells({ days, start = 0, before, pointed, firstRow }: DayCellsProps) {
  return (
    <>
      {days.map(({ date, outcome }, index) => (
        <span
          key={date}
          class={classOf(outcome, start + index < before, pointed === start + index)}
          data-day={start + index}
          {...(index === 0 && firstRow !== undefined && { style: { gridRowStart: firstRow + 1 } })}
        />
      ))}
    </>
  );
}

function classOf(outcome: DayOutcome, isBefore: boolean, isPointed: boolean): string {
  return `day day-${isBefore ? 'before' : outcome}${isPointed ? ' day-pointed' : ''}`;
}

interface MonthNamesProps {
  readonly months: readonly MonthMark[];
  readonly columns: number;
}

function MonthNames({ months, columns }: MonthNamesProps) {
  return (
    <div class="month-names" style={{ '--columns': columns }}>
      {months.map(({ month, column }) => (
        <span key={month} style={{ gridColumnStart: column + 1 }}>
          {monthText(month)}
        </span>
      ))}
    </div>
  );
}
