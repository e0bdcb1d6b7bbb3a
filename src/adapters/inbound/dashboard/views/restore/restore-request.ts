import { useEffect, useState } from 'preact/hooks';
import type { RestoreRequest } from '../../api/api-client.ts';
import type { HistoryRun } from '../../api/types.ts';
import { api } from '../../state/session.ts';

/**
 * @param before a `datetime-local` value in the zone of this browser; `undefined` for the newest backup
 * @returns `undefined` for an incomplete value
 */
export function restoreRequest(database: string, before: string | undefined): RestoreRequest | undefined {
  if (before === undefined) return { database, latest: true };
  const date = new Date(before);
  return before === '' || Number.isNaN(date.getTime()) ? undefined : { database, before: date.toISOString() };
}

interface LastRestore {
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

const NEWEST = 20;

/** Read again when `mark` changes. */
export function useLastRestore(database: string | null, mark: unknown): LastRestore | undefined {
  const [last, setLast] = useState<LastRestore | undefined>(undefined);
  useEffect(() => {
    if (database === null) return undefined;
    const stopping = new AbortController();
    const filter = { database, operation: 'restore', outcome: 'succeeded', limit: NEWEST } as const;
    api.history(filter, stopping.signal).then(
      ({ runs }) => setLast(lastRestoreIn(runs)),
      // Not essential: the undo is also offered after the restore itself.
      () => undefined,
    );
    return () => stopping.abort();
  }, [database, mark]);
  return last;
}
