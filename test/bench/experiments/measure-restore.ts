import { ours, theirs, type Contender } from '../contender.ts';
import { measureRounds } from '../rounds.ts';
import type { SizedSeries } from '../results.ts';
import { runsFor, type Context } from './context.ts';
import { makeArtifact } from './make-artifact.ts';

const CONTENDERS: readonly Contender[] = [
  ours('ours-restore', 'restore "$SOURCE" --to "$FOLDER/stored"', {
    title: '`backup-manager restore … --to …`',
  }),
  theirs(
    'zstd-d',
    '`zstd -d`, then `sync -f`',
    ['zstd'],
    'zstd -q -d "$SOURCE" -o "$FOLDER/stored" && sync -f "$FOLDER/stored"',
  ),
];

/** Time from a zstd backup to a durable database. */
export async function measureRestore(context: Context): Promise<readonly SizedSeries[]> {
  const measured: SizedSeries[] = [];
  for (const database of context.databases) {
    const artifact = await makeArtifact(context.bench, database);
    const series = await measureRounds(context.bench, CONTENDERS, artifact, runsFor(database, context));
    measured.push({ sizeMb: database.sizeMb, databaseBytes: database.bytes, series });
  }
  return measured;
}
