import { setTimeout as pause } from 'node:timers/promises';
import type { JournalCondition } from './rollback-journal.ts';
import { hasBytes, readStart } from './source-bytes.ts';
import { locateSourceFile } from './source-file.ts';
import { observe } from './source-observation.ts';
import { MAX_IMAGE_BYTES, assertFitsSqlJs } from './sql-js-engine.ts';
import { sourceChangedException, type SourceChange } from './source-changed-exception.ts';

/** The bytes of two equal readings. */
export interface UnchangedFiles {
  readonly path: string;
  readonly main: Buffer;
  /** Empty where there is no write-ahead log. */
  readonly wal: Buffer;
  readonly journal: JournalCondition;
}

/** The minimum even beyond the timeout: the files may be large and the disk slow. */
const MIN_ATTEMPTS = 5;
const PAUSE_STEP_MS = 5;
const MAX_PAUSE_MS = 100;

/**
 * Reads a live database's main file and `-wal` without a lock, as they were at one time.
 *
 * Each attempt reads main, then the WAL, then both a second time, and compares. It checks the files' facts, the rollback
 * journal and the kernel's lock table before, between and after.
 *
 * **Why equal readings are a snapshot.** Take the time between the two readings. Every byte was read once before and once
 * after it, with the same value. So unless a byte changed and changed back, that is its value at this time, and the
 * bytes are the files at this time. An unseen change back is not to be expected: in rollback modes every transaction
 * increments the change counter in page 1 (or, under locking_mode=EXCLUSIVE, holds a visible lock), in WAL mode frames
 * are only appended, or overwritten under new random salts; and the files' times show any write, up to their
 * granularity.
 *
 * **Why that is one committed state.** *WAL*: it is the result of SQLite's recovery if every process died at that time,
 * which is the last committed state: main overlaid with all frames up to the last commit. A checkpoint may be half done;
 * every page that it writes into main has a frame in the WAL, and the overlay uses that one. (Between two equal readings
 * of a WAL no checkpoint of another generation can run.) The wal-index is not used, although it would show a commit frame
 * whose writer died before publishing it: such a transaction is complete, and recovery takes it too. An index left by a
 * crash or a copy, however, may be behind its WAL, and a bound taken from it would lose committed rows. *Rollback
 * modes*: main changes only while the journal is hot, or, with a journal in memory, under an EXCLUSIVE lock. The lock is
 * checked first: a torn state without a lock has a hot journal, until a process repairs main and thereby changes it.
 *
 * Remaining risks: journal modes `memory` and `off` where the kernel's lock table is unavailable (not Linux, a process
 * of another container), and network file systems that cache reads.
 *
 * @throws DatabaseNotFoundException, DatabaseAccessException, DatabaseCorruptedException as `locateSourceFile`
 * @throws DatabaseAccessException written continuously, a hot journal, or an exclusive lock, beyond the timeout
 * @throws BackupCreationException larger than sql.js can hold; no byte was read
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
