import { isExclusivelyLocked } from './exclusive-lock.ts';
import { JOURNAL_HEADER_BYTES, journalCondition, type JournalCondition } from './rollback-journal.ts';
import { factsOfFile, readStart } from './source-bytes.ts';
import type { SourceChange } from './source-changed-exception.ts';

/** A source's files at a glance. */
export interface Observation {
  readonly mainBytes: number;
  readonly walBytes: number;
  readonly journal: JournalCondition;
  /** Changes when one of the files does. */
  readonly fingerprint: string;
}

/**
 * Looks whether a source is quiet: nobody in the middle of changing the main file, as far as journal and lock table
 * tell.
 *
 * @param path the real path
 */
export function observe(path: string): Observation | SourceChange {
  const main = factsOfFile(path);
  if (main === undefined) return 'changing';
  const wal = factsOfFile(`${path}-wal`);
  // With a log in use the main file need not be whole, and locking_mode=EXCLUSIVE would hold the lock for ever.
  const usesLog = wal !== undefined && wal.sizeBytes > 0;
  if (!usesLog && isExclusivelyLocked(main.inode)) return 'locked';
  const journal = journalCondition(readStart(`${path}-journal`, JOURNAL_HEADER_BYTES));
  if (journal === 'hot') return 'hot-journal';
  const journalFacts = factsOfFile(`${path}-journal`);
  return {
    mainBytes: main.sizeBytes,
    walBytes: wal?.sizeBytes ?? 0,
    journal,
    fingerprint: [main, wal, journalFacts].map((facts) => facts?.fingerprint ?? '-').join(' '),
  };
}
