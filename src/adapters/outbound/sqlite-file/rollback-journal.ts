export const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

/** Bytes of a journal's header, which tells the journal's condition. */
export const JOURNAL_HEADER_BYTES = 28;

/**
 * `hot`: a writer is inside a transaction, or died in one: the main file may be half changed and the old content
 * is here. `pending`: a transaction has begun and has not touched the main file yet. `zeroed` and `empty`: what the
 * journal modes `persist` and `truncate` leave after a commit.
 */
export type JournalCondition = 'missing' | 'empty' | 'zeroed' | 'pending' | 'hot';

/**
 * The condition of a rollback journal. SQLite changes no byte of the main file before the magic number stands in
 * the journal's header, and takes it away again (or the file) to commit; so as long as it is there the main file is
 * not to be trusted. Whether the writer lives is not asked.
 *
 * Source: https://www.sqlite.org/fileformat2.html#the_rollback_journal
 *
 * @param start the file's header, or as much of it as there is; `undefined` when there is no file
 */
export function journalCondition(start: Buffer | undefined): JournalCondition {
  if (start === undefined) return 'missing';
  if (start.length === 0) return 'empty';
  const header = start.subarray(0, JOURNAL_HEADER_BYTES);
  if (header.subarray(0, JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC)) return 'hot';
  return header.every((byte) => byte === 0) ? 'zeroed' : 'pending';
}

/** The journal mode that a journal in this condition speaks of; SQLite's default where it does not tell. */
export function journalModeAfter(condition: JournalCondition): 'delete' | 'truncate' | 'persist' {
  if (condition === 'empty') return 'truncate';
  return condition === 'zeroed' ? 'persist' : 'delete';
}
