import type { CalendarDay } from '../../api/types.ts';
import type { CalendarBlock, MonthMark } from './calendar-layout.ts';
import { monthText } from './calendar-text.ts';

interface DayCellsProps {
  readonly days: readonly CalendarDay[];
  /** Of the first of these within all. */
  readonly start?: number;
  readonly pointed: number | undefined;
  /** Of the first cell in a grid of weeks. */
  readonly firstRow?: number;
}

/** A cell for each day: colour and shape say what it was. */
export function DayCells({ days, start = 0, pointed, firstRow }: DayCellsProps) {
  return (
    <>
      {days.map(({ date, outcome }, index) => (
        <span
          key={date}
          class={`day day-${outcome}${pointed === start + index ? ' day-pointed' : ''}`}
          data-day={start + index}
          {...(index === 0 && firstRow !== undefined && { style: { gridRowStart: firstRow + 1 } })}
        />
      ))}
    </>
  );
}

interface WeeksProps {
  readonly block: CalendarBlock;
  readonly days: readonly CalendarDay[];
  readonly pointed: number | undefined;
}

/** Some weeks, each a column. */
export function Weeks({ block, days, pointed }: WeeksProps) {
  const { start, count, firstRow, columns, months } = block;
  return (
    <div class="weeks" style={{ '--columns': columns }}>
      <MonthNames months={months} columns={columns} />
      <div class="weeks-days">
        <DayCells
          days={days.slice(start, start + count)}
          start={start}
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
