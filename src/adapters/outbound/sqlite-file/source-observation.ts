import { isExclusivelyLocked } from './exclusive-lock.ts';
import { JOURNAL_HEADER_BYTES, journalCondition, type JournalCondition } from './rollback-journal.ts';
import { factsOfFile, readStart } from './source-bytes.ts';
import type { SourceChange } from './source-changed-exception.ts';

export interface Observation {
  readonly mainBytes: number;
  readonly walBytes: number;
  readonly journal: JournalCondition;
  /** Changes with each of the files. */
  readonly fingerprint: string;
}

/**
 * Checks that a source is quiet: journal and lock table show no process that changes the main file.
 *
 * @param path the real path
 */
export function observe(path: string): Observation | SourceChange {
  const main = factsOfFile(path);
  if (main === undefined) return 'changing';
  const wal = factsOfFile(`${path}-wal`);
  // With a WAL in use the main file may be incomplete, and locking_mode=EXCLUSIVE would hold its lock permanently.
  const usesWal = wal !== undefined && wal.sizeBytes > 0;
  if (!usesWal && isExclusivelyLocked(main.inode)) return 'locked';
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
