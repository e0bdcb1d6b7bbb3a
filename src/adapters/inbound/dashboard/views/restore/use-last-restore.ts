import { useEffect, useState } from 'preact/hooks';
import { api } from '../../state/session.ts';
import { lastRestoreIn, type LastRestore } from './last-restore.ts';

const NEWEST = 20;

/** The restore of a database that could be undone, as far as the journal tells; read anew when `mark` changes. */
export function useLastRestore(database: string | null, mark: unknown): LastRestore | undefined {
  const [last, setLast] = useState<LastRestore | undefined>(undefined);
  useEffect(() => {
    if (database === null) return undefined;
    const stopping = new AbortController();
    const filter = { database, operation: 'restore', outcome: 'succeeded', limit: NEWEST } as const;
    api.history(filter, stopping.signal).then(
      ({ runs }) => {
        setLast(lastRestoreIn(runs));
      },
      // Without it one can undo all the same, from where it was restored.
      () => undefined,
    );
    return () => {
      stopping.abort();
    };
  }, [database, mark]);
  return last;
}
