import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isMissing, isSystemError } from '../files/directory-exception.ts';
import { readFully } from '../files/file-bytes.ts';
import { isExclusivelyLocked } from './lock-holders.ts';
import { JOURNAL_HEADER_BYTES, journalCondition, type JournalCondition } from './rollback-journal.ts';
import { type SourceChange, sourceChangedException } from './source-changed.ts';
import { sourceFailure, locateSourceFile } from './source-file.ts';
import { MAX_IMAGE_BYTES, assertFitsSqlJs } from './sql-js-engine.ts';
import { MIB } from '../../../domain/units.ts';

/*
 * Raw reads of a source file and its side files. Only for a process without a lock on them: each read opens and closes
 * the file, and closing drops every POSIX lock of the process on it.
 */

const BLOCK_BYTES = 4 * MIB;

/** Device, inode, size and times, which change with the file; `undefined` where there is none. */
export interface FileFacts {
  readonly sizeBytes: number;
  readonly fingerprint: string;
  readonly inode: bigint;
}

function factsOfFile(path: string): FileFacts | undefined {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs } = facts;
  return { sizeBytes: Number(size), inode: ino, fingerprint: [dev, ino, size, mtimeNs, ctimeNs].join(':') };
}

/**
 * The first bytes of a file, at most `limitBytes`; `undefined` where there is none.
 *
 * @throws DatabaseAccessException no permission, or the disk failed
 */
export function readStart(path: string, limitBytes: number): Buffer | undefined {
  return withFile(path, (file) => {
    const buffer = Buffer.allocUnsafe(Math.min(limitBytes, fstatSync(file).size));
    return buffer.subarray(0, readFully(file, buffer, 0));
  });
}

/**
 * True when the file has exactly these bytes; `undefined` where there is none.
 *
 * @throws DatabaseAccessException no permission, or the disk failed
 */
function hasBytes(path: string, expected: Buffer): boolean | undefined {
  return withFile(path, (file) => {
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, expected.length + 1));
    for (let offset = 0; ;) {
      const length = readFully(file, block, offset);
      if (!block.subarray(0, length).equals(expected.subarray(offset, offset + length))) return false;
      offset += length;
      if (length < block.length) return offset === expected.length;
    }
  });
}

function withFile<T>(path: string, work: (file: number) => T): T | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return work(file);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (isMissing(error)) return undefined;
    throw sourceFailure(error, path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

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

/** The bytes of two equal readings. */
interface UnchangedFiles {
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
