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
