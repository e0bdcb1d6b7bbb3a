import { setTimeout as pause } from 'node:timers/promises';
import type { JournalCondition } from './rollback-journal.ts';
import { hasBytes, readStart } from './source-bytes.ts';
import { locateSourceFile } from './source-file.ts';
import { observe } from './source-observation.ts';
import { MAX_IMAGE_BYTES, assertFitsSqlJs } from './sql-js-engine.ts';
import { sourceChangedException, type SourceChange } from './source-changed-exception.ts';

/** The bytes that two readings agreed on. */
export interface UnchangedFiles {
  /** The real path. */
  readonly path: string;
  readonly main: Buffer;
  /** Empty where there is no write-ahead log. */
  readonly wal: Buffer;
  readonly journal: JournalCondition;
}

/** Tried even when they take longer than the whole wait: the files may be large and the disk slow. */
const MIN_ATTEMPTS = 5;
const PAUSE_STEP_MS = 5;
const MAX_PAUSE_MS = 100;

/**
 * Reads a live database's main file and `-wal`, without any lock, as they were at one moment.
 *
 * Each attempt reads main, then the log, and then both a second time, comparing; and looks at the files' facts, the
 * rollback journal and the kernel's lock table before, between and after.
 *
 * **Why agreement is a snapshot.** Take the moment between the two readings. Every byte was read once before and
 * once after it, with the same value; so unless a byte changed and changed back, that is its value at the moment,
 * and what was read is what stood in the files then. Changing back unseen is not to be expected: in rollback modes
 * every transaction counts up the change counter in page 1 (or, under locking_mode=EXCLUSIVE, holds a lock that is
 * seen), in WAL mode frames are only appended, or overwritten under new random salts; and the times of the files
 * tell of any write, up to their granularity.
 *
 * **Why that is one committed state.** *WAL*: what SQLite's recovery would make of the files if every process
 * died at that moment, which is the last committed state: main overlaid with all frames up to the last commit. A
 * checkpoint may be half done; whatever it writes into main has a frame in the log, and the overlay takes that one.
 * (Between the two readings of an unchanged log no other generation's checkpoint can run.) The wal-index is not
 * consulted, although it would tell of a commit frame whose writer died before publishing it: such a transaction
 * is complete, and recovery takes it too; an index left by a crash or a copy, on the other hand, may be behind its
 * log, and a bound taken from it would lose committed rows. *Rollback modes*: main changes only while the journal
 * is hot (whoever wrote it), or, where the journal is kept in memory, under an EXCLUSIVE lock. The lock is looked
 * at first: a state that is torn without a lock has a hot journal, until somebody mends main and thereby changes it.
 *
 * What remains: journal modes `memory` and `off` where the kernel's lock table is not to be had (not Linux, a
 * process of another container), and network file systems that cache reads.
 *
 * @throws DatabaseNotFoundException, DatabaseAccessException, DatabaseCorruptedException as `locateSourceFile`
 * @throws DatabaseAccessException written to without pause, a hot journal, or an exclusive lock, beyond the wait
 * @throws BackupCreationException larger than sql.js can hold; nothing was read
 */
export async function readUnchanged(
  sourcePath: string,
  busyTimeoutMs: number,
  onBytes: (doneBytes: number, totalBytes: number) => void,
): Promise<UnchangedFiles> {
  const giveUpMs = performance.now() + busyTimeoutMs;
  for (let attempt = 1; ; attempt += 1) {
    const path = await locateSourceFile(sourcePath);
    const outcome = readTwice(path, onBytes);
    if (typeof outcome === 'object') return outcome;
    if (attempt >= MIN_ATTEMPTS && performance.now() > giveUpMs) {
      throw await sourceChangedException(outcome, sourcePath, path);
    }
    await pause(Math.min(attempt * PAUSE_STEP_MS, MAX_PAUSE_MS));
  }
}

function readTwice(
  path: string,
  onBytes: (done: number, total: number) => void,
): UnchangedFiles | SourceChange {
  const before = observe(path);
  if (typeof before === 'string') return before;
  assertFitsSqlJs(path, before.mainBytes);
  assertFitsSqlJs(`${path}-wal`, before.walBytes);
  const onceBytes = before.mainBytes + before.walBytes;
  const main = readStart(path, MAX_IMAGE_BYTES);
  const wal = readStart(`${path}-wal`, MAX_IMAGE_BYTES) ?? Buffer.alloc(0);
  onBytes(onceBytes, onceBytes * 2);

  const between = observe(path);
  if (typeof between === 'string') return between;
  if (main === undefined || between.fingerprint !== before.fingerprint) return 'changing';
  if (hasBytes(path, main) !== true || !(hasBytes(`${path}-wal`, wal) ?? wal.length === 0)) return 'changing';
  onBytes(onceBytes * 2, onceBytes * 2);

  const after = observe(path);
  if (typeof after === 'string') return after;
  if (after.fingerprint !== before.fingerprint) return 'changing';
  return { path, main, wal, journal: after.journal };
}
