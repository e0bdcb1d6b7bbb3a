export type DaysLayout = 'strip' | 'year';

const MONTH = 30;

/** Each key as far as it moves on the picture: in the year a row is a weekday, a column a week. */
const STEPS: Readonly<Record<DaysLayout, Readonly<Record<string, number>>>> = {
  strip: { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, PageUp: -MONTH, PageDown: MONTH },
  year: { ArrowLeft: -7, ArrowUp: -1, ArrowRight: 7, ArrowDown: 1, PageUp: -MONTH, PageDown: MONTH },
};

/** The day that a key leads to; `undefined` for a key that leads nowhere. */
export function stepDay(key: string, at: number, count: number, layout: DaysLayout): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[layout][key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, at + step));
}
