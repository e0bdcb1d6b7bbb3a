import type { HistoryRun } from '../../api/types.ts';

/** A restore in place as its run tells of it. */
export interface LastRestore {
  readonly filename: string;
  readonly at: string;
}

/**
 * What an undo of the database would take back: the newest restore that kept what it replaced as a backup. One to
 * another path keeps nothing; of what was damaged only a copy was kept, at a path, which cannot be put back so.
 *
 * @param runs newest first
 */
export function lastRestoreIn(runs: readonly HistoryRun[]): LastRestore | undefined {
  const inPlace = runs.find(
    ({ operation, outcome, facts }) =>
      operation === 'restore' && outcome === 'succeeded' && typeof facts['safety_backup'] === 'string',
  );
  const filename = inPlace?.facts['filename'];
  if (inPlace === undefined || typeof filename !== 'string') return undefined;
  return isRawCopy(String(inPlace.facts['safety_backup'])) ? undefined : { filename, at: inPlace.started_at };
}

/** The path of a copy in quarantine, not the file name of a backup. */
export function isRawCopy(safetyBackup: string): boolean {
  return /[/\\]/.test(safetyBackup);
}
