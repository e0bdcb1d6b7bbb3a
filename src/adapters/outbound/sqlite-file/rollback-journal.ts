const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

/** How many bytes from the start of a `-journal` its condition shows in. */
export const JOURNAL_MAGIC_BYTES = MAGIC.length;

/**
 * `hot`: a writer is inside a transaction, or died in one: the main file may be half changed and the old content
 * is here. `zeroed` and `empty`: what the journal modes `persist` and `truncate` leave after a commit.
 */
export type JournalCondition = 'missing' | 'empty' | 'zeroed' | 'hot';

/**
 * The condition of a rollback journal. SQLite changes no byte of the main file before the journal's header is
 * written, and un-writes the header (or the file) to commit; so as long as the header is there the main file is
 * not to be trusted. Whether the writer lives is not asked.
 *
 * Source: https://www.sqlite.org/fileformat2.html#the_rollback_journal
 *
 * @param start the file's first 8 bytes or more; `undefined` when there is no file
 */
export function journalCondition(start: Buffer | undefined): JournalCondition {
  if (start === undefined) return 'missing';
  if (start.length === 0) return 'empty';
  return start.subarray(0, MAGIC.length).equals(MAGIC) ? 'hot' : 'zeroed';
}

/** The journal mode that leaves a journal in this condition behind when no transaction is open. */
export function journalModeAfter(condition: JournalCondition): 'delete' | 'truncate' | 'persist' {
  if (condition === 'empty') return 'truncate';
  return condition === 'zeroed' ? 'persist' : 'delete';
}
