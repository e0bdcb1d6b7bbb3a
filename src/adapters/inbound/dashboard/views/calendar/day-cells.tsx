import type { CalendarDay, DayOutcome } from '../../api/types.ts';
import type { CalendarBlock, MonthMark } from './calendar-layout.ts';
import { monthText } from './calendar-text.ts';

interface DayCellsProps {
  readonly days: readonly CalendarDay[];
  readonly start?: number;
  /** The number of days before the first run. */
  readonly before: number;
  readonly pointed: number | undefined;
  readonly firstRow?: number;
}

export function DayCells({ days, start = 0, before, pointed, firstRow }: DayCellsProps) {
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

export function Weeks({ block, days, before, pointed }: WeeksProps) {
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

export function MonthNames({ months, columns }: MonthNamesProps) {
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
