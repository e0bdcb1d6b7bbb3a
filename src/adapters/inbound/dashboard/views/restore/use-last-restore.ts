import { useEffect, useState } from 'preact/hooks';
import { api } from '../../state/session.ts';
import { lastRestoreIn, type LastRestore } from './last-restore.ts';

const NEWEST = 20;

/** Read again when `mark` changes. */
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
      // Not essential: the undo is also offered after the restore itself.
      () => undefined,
    );
    return () => {
      stopping.abort();
    };
  }, [database, mark]);
  return last;
}
