import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { foreignSuperJournal } from './rollback-journal.ts';
import { lockHolders } from './lock-holders.ts';

/** The source changed while it was read: discard the result and try again. */
export class SourceChangedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceChangedError';
  }
}

/** Why a source cannot be read without a lock now. */
export type SourceChange = 'changing' | 'hot-journal' | 'locked';

const NATIVE = 'use engine native (Node >= 22.16), which holds a lock';

/** The refusal of a source that kept changing until the timeout. */
export async function sourceChangedException(
  change: SourceChange,
  sourcePath: string,
  path: string,
): Promise<DatabaseAccessException> {
  const details = { path: sourcePath };
  switch (change) {
    case 'hot-journal':
      return (
        (await foreignSuperJournal(path)) ??
        new DatabaseAccessException(
          `${sourcePath} has a hot rollback journal: a writer is inside a transaction, or died in one`,
          {
            hint: `Try again later, or ${NATIVE}. If no application runs, open the database once with sqlite3: it rolls the transaction back.`,
            details,
          },
        )
      );
    case 'locked': {
      const holders = await lockHolders(path);
      const who = holders.length === 0 ? 'another process' : holders.join(', ');
      return new DatabaseAccessException(`${sourcePath} is locked exclusively by ${who}`, {
        hint: 'Let it finish its transaction or leave exclusive locking mode, or increase busy_timeout_ms.',
        details,
      });
    }
    case 'changing':
      return new DatabaseAccessException(
        `${sourcePath} is written continuously: no two readings were equal`,
        { hint: `Back up when fewer writes happen, or ${NATIVE}.`, details },
      );
  }
}
