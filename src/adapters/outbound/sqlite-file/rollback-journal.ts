export const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

export const JOURNAL_HEADER_BYTES = 28;

/**
 * `hot`: a writer is inside a transaction, or died in one: the main file may be half changed, and the old content is in
 * the journal. `pending`: a transaction has started but not changed the main file yet. `zeroed` and `empty`: the result
 * of a commit in the journal modes `persist` and `truncate`.
 */
export type JournalCondition = 'missing' | 'empty' | 'zeroed' | 'pending' | 'hot';

/**
 * The condition of a rollback journal. SQLite changes no byte of the main file before the magic number is in the
 * journal's header, and commits by removing it (or the file). So while it is there, the main file is not reliable.
 * Whether the writer is alive is not checked.
 *
 * Source: https://www.sqlite.org/fileformat2.html#the_rollback_journal
 *
 * @param start the file's header, possibly incomplete; `undefined` when there is no file
 */
export function journalCondition(start: Buffer | undefined): JournalCondition {
  if (start === undefined) return 'missing';
  if (start.length === 0) return 'empty';
  const header = start.subarray(0, JOURNAL_HEADER_BYTES);
  if (header.subarray(0, JOURNAL_MAGIC.length).equals(JOURNAL_MAGIC)) return 'hot';
  return header.every((byte) => byte === 0) ? 'zeroed' : 'pending';
}

/** The journal mode that this condition implies; SQLite's default where it implies none. */
export function journalModeAfter(condition: JournalCondition): 'delete' | 'truncate' | 'persist' {
  if (condition === 'empty') return 'truncate';
  return condition === 'zeroed' ? 'persist' : 'delete';
}
