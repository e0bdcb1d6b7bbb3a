export interface MonthMark {
  /** `2026-11` */
  readonly month: string;
  readonly column: number;
}

export interface CalendarBlock {
  /** Index of the first day. */
  readonly start: number;
  readonly count: number;
  /** 0 is Monday. */
  readonly firstRow: number;
  readonly columns: number;
  readonly months: readonly MonthMark[];
}

const WEEK = 7;
/** A month name is wider than two cells. */
const LEAST_COLUMNS_APART = 3;

/** 0 is Monday. @param date `2026-11-22` */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % WEEK;
}

/** Weeks in blocks, which wrap on a narrow screen. */
export function weekBlocks(dates: readonly string[], blockCount: number): readonly CalendarBlock[] {
  const [first] = dates;
  if (first === undefined) return [];
  const offset = weekdayOf(first);
  const columns = Math.ceil((offset + dates.length) / WEEK);
  const perBlock = Math.ceil(columns / blockCount);
  const blocks: CalendarBlock[] = [];
  for (let column = 0; column < columns; column += perBlock) {
    const start = Math.max(0, column * WEEK - offset);
    const end = Math.min(dates.length, (column + perBlock) * WEEK - offset);
    const firstRow = column === 0 ? offset : 0;
    const own = dates.slice(start, end);
    blocks.push({
      start,
      count: own.length,
      firstRow,
      columns: Math.ceil((firstRow + own.length) / WEEK),
      months: spaced(
        monthMarks(own, (index) => Math.floor((firstRow + index) / WEEK)),
        LEAST_COLUMNS_APART,
      ),
    });
  }
  return blocks;
}

export function stripMonths(dates: readonly string[], leastApart: number): readonly MonthMark[] {
  return spaced(
    monthMarks(dates, (index) => index),
    leastApart,
  );
}

function monthMarks(dates: readonly string[], columnOf: (index: number) => number): readonly MonthMark[] {
  return dates.flatMap((date, index) => {
    const month = date.slice(0, 7);
    const isNew = index === 0 || dates[index - 1]?.slice(0, 7) !== month;
    return isNew ? [{ month, column: columnOf(index) }] : [];
  });
}

/** Of two overlapping names the later one stays: its month has more room. */
function spaced(marks: readonly MonthMark[], leastApart: number): readonly MonthMark[] {
  return marks.filter((mark, index) => {
    const next = marks[index + 1];
    return next === undefined || next.column - mark.column >= leastApart;
  });
}

export type DaysLayout = 'strip' | 'year';

const MONTH = 30;

/** In the year layout a row is a weekday and a column is a week. */
const STEPS: Readonly<Record<DaysLayout, Readonly<Record<string, number>>>> = {
  strip: { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, PageUp: -MONTH, PageDown: MONTH },
  year: { ArrowLeft: -7, ArrowUp: -1, ArrowRight: 7, ArrowDown: 1, PageUp: -MONTH, PageDown: MONTH },
};

export function stepDay(key: string, at: number, count: number, layout: DaysLayout): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[layout][key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, at + step));
}
