import { useMemo, useState } from 'preact/hooks';
import type { CalendarDay, DayOutcome } from '../../api/types.ts';
import { Name } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { activeDays, dayText, monthText, summaryText } from './calendar-days.ts';
import {
  stripMonths,
  weekBlocks,
  type CalendarBlock,
  type DaysLayout,
  type MonthMark,
} from './calendar-layout.ts';
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

interface DayCellsProps {
  readonly days: readonly CalendarDay[];
  readonly start?: number;
  /** The number of days before the first run. */
  readonly before: number;
  readonly pointed: number | undefined;
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

interface WeeksProps {
  readonly before: number;
  readonly block: CalendarBlock;
  readonly days: readonly CalendarDay[];
  readonly pointed: number | undefined;
}

function Weeks({ block, days, before, pointed }: WeeksProps) {
  const { start, count, firstRow, columns, months } = block;
  return (
    <div class="weeks" style={{ '--columns': columns }}>
      <MonthNames months={months} columns={columns} />
      <div class="weeks-days">
        <DayCells
          days={days.slice(start, start + count)}
          start={start}
          before={before}
          pointed={pointed}
          firstRow={firstRow}
        />
      </div>
    </div>
  );
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
