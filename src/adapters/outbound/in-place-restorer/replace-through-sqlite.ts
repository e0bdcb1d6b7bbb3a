import { openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DatabaseSync, backup } from 'node:sqlite';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { readFully } from '../files/file-bytes.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { checkPages } from '../sqlite-file/content-checks.ts';
import { StreamingUnsupportedError } from '../sqlite-file/live-image.ts';
import { nativeContent } from '../sqlite-file/native-content.ts';
import { SourceChangedError } from '../sqlite-file/source-changed.ts';
import { readWalIndex } from '../sqlite-file/write-ahead-log.ts';
import { haveSamePages } from './compare-content.ts';
import type { ReplaceTargetRequest } from '../task-worker/tasks.ts';
import { finishVerified, writeRecord, type ReplacementFiles, type Step } from './replacement-files.ts';
import { isLocked, openTarget, retryWhileBusy, pragma } from './target-connection.ts';

const CHANGE_COUNTER_OFFSET = 24;

/**
 * Detects commits of other processes. Taken while this transaction holds the write lock: every commit increments a
 * counter, in the main file's header or in the wal-index.
 *
 * The file stays open until the process ends: closing any descriptor drops every lock of the process on it.
 */
class CommitStamp {
  readonly #descriptor: number;
  readonly #usesWal: boolean;
  #before: number | undefined;

  /** @param usesWal the target is in WAL mode, and this process has a connection to it */
  constructor(target: string, usesWal: boolean) {
    this.#usesWal = usesWal;
    this.#descriptor = openSync(usesWal ? `${target}-shm` : target, 'r');
  }

  /** Call it before the commit. */
  take(): void {
    this.#before ??= this.#commits();
  }

  /** False also when it cannot be determined. */
  isOurs(): boolean {
    const now = this.#commits();
    return this.#before !== undefined && now === (this.#before + 1) % 2 ** 32;
  }

  #commits(): number | undefined {
    if (this.#usesWal) return readWalIndex(this.#descriptor)?.commits;
    const counter = Buffer.alloc(4);
    readFully(this.#descriptor, counter, CHANGE_COUNTER_OFFSET);
    return counter.readUInt32BE();
  }
}

/** A callback follows each part but the last; the target is locked during it. */
const PARTS = 16;
const VERIFY_ATTEMPTS = 5;
const JOURNAL_MODE_OFFSET = 18;
const ROLLBACK_JOURNAL = Buffer.from([1, 1]);

/**
 * Replaces the target's content by SQLite's online backup *into* it: one transaction under the target's own journal,
 * which holds the write lock from the first part on. A kill leaves the new content, or the old one, which the next
 * connection rolls back to.
 *
 * @param restoreWal take the target out of WAL mode during the replacement: SQLite cannot change the page size in WAL
 *   mode
 * @returns the failure of the cleanup, after the new content was verified
 */
export async function replaceThroughSqlite(
  files: ReplacementFiles,
  request: ReplaceTargetRequest,
  step: Step,
  restoreWal = false,
): Promise<string | undefined> {
  const { targetPath, databaseSha256, busyTimeoutMs } = request;
  await leaveWalMode(files.image);
  const target = await openTarget(targetPath, busyTimeoutMs);
  const source = new DatabaseSync(files.image, { readOnly: true });
  let isVerified = false;
  const problems: string[] = [];
  try {
    const schemaVersion = Number(pragma(target, 'schema_version'));
    const record = { databaseSha256, phase: 'swapping', old: undefined, schemaVersion, restoreWal } as const;
    await writeRecord(files, { ...record, method: 'sqlite' });
    step('recorded');
    if (restoreWal) await retryWhileBusy(busyTimeoutMs, () => target.exec('PRAGMA journal_mode = DELETE'));
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    const stamp = new CommitStamp(targetPath, pragma(target, 'journal_mode') === 'wal');
    await copy(source, request, stamp, step);
    // In mode DELETE the removal of the journal is the commit: make it durable.
    await syncDirectory(files.directory);
    step('committed');
    await verify({ files, target, source, request, stamp });
    isVerified = true;
    step('verified');
  } finally {
    try {
      source.close();
      if (restoreWal) await returnToWal(target, busyTimeoutMs);
      // The last connection to a WAL database removes the side files.
      target.close();
    } catch (error) {
      // Before the verification the first error matters more.
      if (isVerified) problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  const unfinished = await finishVerified(files);
  if (unfinished !== undefined) problems.push(unfinished);
  step('done');
  return problems.length === 0 ? undefined : problems.join('; ');
}

/** A backup of a WAL database has WAL mode in its header, and would switch a target in another mode. */
async function leaveWalMode(imagePath: string): Promise<void> {
  const file = await open(imagePath, 'r+');
  try {
    await file.write(ROLLBACK_JOURNAL, 0, ROLLBACK_JOURNAL.length, JOURNAL_MODE_OFFSET);
  } finally {
    await file.close();
  }
}

/** Ignore a failure: another process has opened the target, and its content matters more than the mode. */
async function returnToWal(target: DatabaseSync, busyTimeoutMs: number): Promise<void> {
  await retryWhileBusy(busyTimeoutMs, () => target.exec('PRAGMA journal_mode = WAL')).catch(() => undefined);
}

async function copy(
  source: DatabaseSync,
  { targetPath, busyTimeoutMs }: ReplaceTargetRequest,
  stamp: CommitStamp,
  step: Step,
): Promise<void> {
  const rate = Math.max(1, Math.ceil(Number(pragma(source, 'page_count')) / PARTS));
  const progress = (): void => {
    stamp.take();
    step('copying');
  };
  await retryWhileBusy(busyTimeoutMs, () => backup(source, targetPath, { rate, progress }));
}

interface Replacement {
  readonly files: ReplacementFiles;
  readonly target: DatabaseSync;
  readonly source: DatabaseSync;
  readonly request: ReplaceTargetRequest;
  readonly stamp: CommitStamp;
}

/**
 * Compares every page with the image's within one read transaction. If another process has written since, the pages
 * differ, and only the content can be checked.
 */
async function verify({ files, target, source, request, stamp }: Replacement): Promise<void> {
  const { targetPath, busyTimeoutMs } = request;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await retryWhileBusy(busyTimeoutMs, () => {
        target.exec('BEGIN');
        target.prepare('SELECT count(*) FROM sqlite_schema').get();
      });
      const one = { path: targetPath, connection: target };
      const isSame = await haveSamePages(one, { path: files.image, connection: source });
      if (isSame || (!stamp.isOurs() && passesQuickCheck(target))) return;
      throw notVerified(targetPath, 'it does not read back as it was written');
    } catch (error) {
      if (error instanceof SourceChangedError && attempt < VERIFY_ATTEMPTS) continue;
      if (isLocked(error)) throw notVerified(targetPath, 'another process keeps it locked');
      if (error instanceof SourceChangedError || error instanceof StreamingUnsupportedError) {
        throw notVerified(targetPath, error.message);
      }
      throw error;
    } finally {
      if (target.isTransaction) target.exec('ROLLBACK');
    }
  }
}

function passesQuickCheck(target: DatabaseSync): boolean {
  try {
    return checkPages(nativeContent(target), 'quick_check').result === 'ok';
  } catch {
    // SQLite aborts its check with an error at some damaged pages.
    return false;
  }
}

function notVerified(path: string, problem: string): BackupVerificationException {
  return new BackupVerificationException(
    `the content of ${path} was replaced, but could not be verified: ${problem}`,
    {
      hint: 'Stop its application and check it (PRAGMA integrity_check). The safety backup has the old content.',
      details: { path, target_changed: true },
    },
  );
}
