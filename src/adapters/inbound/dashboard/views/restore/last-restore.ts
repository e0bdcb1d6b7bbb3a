import type { HistoryRun } from '../../api/types.ts';

export interface LastRestore {
  readonly filename: string;
  readonly at: string;
}

/**
 * The restore that an undo would reverse: the newest one with a safety backup. A raw copy of a damaged
 * database cannot be put back this way.
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

/** A path in quarantine instead of a file name. */
export function isRawCopy(safetyBackup: string): boolean {
  return /[/\\]/.test(safetyBackup);
}
