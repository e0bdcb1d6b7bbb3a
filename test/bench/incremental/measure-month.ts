import { note } from '../note.ts';
import type { MonthSeries } from '../results.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import { changePages } from '../workload/change-pages.ts';
import type { Workbench } from '../workbench.ts';
import { withOwnCopy } from '../experiments/own-copy.ts';
import { SERIES_CONTENDERS } from './contenders.ts';
import { CHANGED_PERCENT } from './measure-steps.ts';
import { backUp, prepareSeries, storedBytes } from './series-folder.ts';

export const MONTH_SIZE_MB = 100;
export const MONTH_DAYS = 30;
const DAYS_PER_WEEK = 7;

/** The first backup is a full, whatever this is. */
export function typeOfDay(day: number): 'diff' | 'incr' {
  return (day - 1) % DAYS_PER_WEEK === 0 ? 'diff' : 'incr';
}

/** All bytes that each contender keeps after each of 30 daily backups; 1 % of the pages change every day. */
export async function measureMonth(
  bench: Workbench,
  database: ApplicationDatabase,
): Promise<readonly MonthSeries[]> {
  const measured = SERIES_CONTENDERS.map((contender) => {
    const { name, title, isOurs, needs } = contender;
    const missing = needs.filter((tool) => !bench.tools.has(tool));
    return { contender, series: { name, title, isOurs, missing, keptBytes: [] as number[] } };
  });
  const taking = measured.filter(({ series }) => series.missing.length === 0);
  await prepareSeries(
    bench,
    taking.map(({ contender }) => contender),
  );
  await withOwnCopy(bench, database, 'wal', async (_application, path) => {
    for (let day = 1; day <= MONTH_DAYS; day += 1) {
      await changePages(path, day === 1 ? 0 : CHANGED_PERCENT, day);
      for (const { contender, series } of taking) {
        await backUp(bench, contender, path, { name: `day-${day}`, type: typeOfDay(day) });
        series.keptBytes.push(storedBytes(bench, contender));
      }
      if (day % 10 === 0) note(`  day ${day} of ${MONTH_DAYS}`);
    }
  });
  return measured.map(({ series }) => series);
}
