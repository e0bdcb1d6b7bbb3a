import { open, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';

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

/** The end of a journal after the name: its length and its checksum, four bytes each, then the magic number. */
const TAIL_BYTES = 16;
const MAX_NAME_BYTES = 4096;

/**
 * The super-journal named in a rollback journal, whose transaction covered several attached databases; `undefined` where
 * there is none.
 *
 * Source: https://www.sqlite.org/atomiccommit.html section 5, `readSuperJournal` in SQLite's src/pager.c
 */
export async function superJournalOf(journalPath: string): Promise<string | undefined> {
  const file = await open(journalPath, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size < TAIL_BYTES) return undefined;
    const tail = Buffer.alloc(TAIL_BYTES);
    await file.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
    const length = tail.readUInt32BE(0);
    const isSuper = tail.subarray(8).equals(JOURNAL_MAGIC) && length > 0 && length <= MAX_NAME_BYTES;
    if (!isSuper || length > size - TAIL_BYTES) return undefined;
    const name = Buffer.alloc(length);
    await file.read(name, 0, length, size - TAIL_BYTES - length);
    return isSumOf(tail.readUInt32BE(4), name) ? name.toString().replace(/\0+$/, '') : undefined;
  } finally {
    await file.close();
  }
}

/** SQLite sums bytes of C's type char, which is signed on some processors only. */
function isSumOf(checksum: number, name: Buffer): boolean {
  let unsigned = 0;
  let signed = 0;
  for (const byte of name) {
    unsigned = (unsigned + byte) >>> 0;
    signed = (signed + (byte < 128 ? byte : byte - 256)) >>> 0;
  }
  return checksum === unsigned || checksum === signed;
}

/**
 * The refusal of a database whose journal names a super-journal in another place: whether its transaction was committed
 * cannot be seen here. SQLite takes a missing super-journal for a commit, so this database would have half of a
 * transaction. `undefined` where the state is known: the super-journal exists, or it is missing in the database's own
 * directory.
 *
 */
export async function foreignSuperJournal(path: string): Promise<DatabaseAccessException | undefined> {
  const name = await superJournalOf(`${path}-journal`);
  if (name === undefined) return undefined;
  const isThere = await stat(name).then(
    () => true,
    () => false,
  );
  if (isThere) return undefined;
  const folder = await realpath(dirname(name)).catch(() => dirname(name));
  if (folder === dirname(path)) return undefined;
  return new DatabaseAccessException(
    `${path} has the journal of a transaction over several databases, and its super-journal ${name} cannot be found here`,
    {
      hint: `The database may be half changed. Move it back to ${dirname(name)} with its other files and open it there with the application or sqlite3. Opened here, it would keep half of the transaction.`,
      details: { path, super_journal: name },
    },
  );
}
