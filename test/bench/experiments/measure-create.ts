import { measureRounds } from '../rounds.ts';
import type { SizedSeries } from '../results.ts';
import { LiveApplication } from '../workload/live-application.ts';
import { contendersFor, runsFor, type Context } from './context.ts';
import { LARGE_CREATE, createContenders } from './create-contenders.ts';
import { pigzLevelOfEqualSize } from './pigz-level.ts';

/** Duration and stored bytes of a backup of a database in use. */
export async function measureCreate(context: Context): Promise<readonly SizedSeries[]> {
  const { bench, databases, main } = context;
  const pigzLevel = await pigzLevelOfEqualSize(bench, main.path);
  const measured: SizedSeries[] = [];
  for (const database of databases) {
    const contenders = contendersFor(createContenders(pigzLevel), database, context, LARGE_CREATE);
    const series = await LiveApplication.holding(database.path, () =>
      measureRounds(bench, contenders, { SOURCE: database.path }, runsFor(database, context)),
    );
    measured.push({ sizeMb: database.sizeMb, databaseBytes: database.bytes, series });
  }
  return measured;
}
