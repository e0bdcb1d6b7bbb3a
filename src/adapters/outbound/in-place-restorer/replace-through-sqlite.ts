import { open } from 'node:fs/promises';
import { DatabaseSync, backup } from 'node:sqlite';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { syncDirectory } from '../codec/durability.ts';
import { checkPages } from '../sqlite-file/content-checks.ts';
import { nativeContent } from '../sqlite-file/native-content.ts';
import { StreamingUnsupportedError } from '../sqlite-file/live-image.ts';
import { SourceChangedError } from '../sqlite-file/source-changed-error.ts';
import { CommitStamp } from './commit-stamp.ts';
import { haveSamePages } from './compare-content.ts';
import { finishProved, writeRecord, type ReplacementFiles } from './replacement-files.ts';
import type { ReplaceTargetRequest, Step } from './replacement-task.ts';
import { isLocked } from './replacement-failure.ts';
import { openTarget, retryWhileBusy, pragma } from './target-connection.ts';

/** Each part but the last is followed by a call back, during which the target is locked. */
const PARTS = 16;
const PROOF_ATTEMPTS = 5;
const JOURNAL_MODE_OFFSET = 18;
const ROLLBACK_JOURNAL = Buffer.from([1, 1]);

/**
 * Replaces the target's content by SQLite's online backup *into* it: however many parts it comes in, one transaction
 * under the target's own journal, that holds the write lock from the first part on. A kill leaves the old content, by
 * the journal that the next one to open the database rolls back, or the new one.
 *
 * @param restoreWal the target was in WAL mode and is to leave it for the time of the replacement: SQLite cannot
 *   change the page size in WAL mode
 * @returns what failed after the new content was proved
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
  let isProved = false;
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
    // In mode DELETE the commit is the journal's removal: the directory makes it last.
    await syncDirectory(files.directory);
    step('committed');
    await prove({ files, target, source, request, stamp });
    isProved = true;
    step('proved');
  } finally {
    try {
      source.close();
      if (restoreWal) await returnToWal(target, busyTimeoutMs);
      // The last connection to a WAL database takes the side files away.
      target.close();
    } catch (error) {
      // Before the proof the first error is the one to tell.
      if (isProved) problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  const unfinished = await finishProved(files);
  if (unfinished !== undefined) problems.push(unfinished);
  step('done');
  return problems.length === 0 ? undefined : problems.join('; ');
}

/** A backup made in WAL mode says so in its header, and would take a target with it that is in another mode. */
async function leaveWalMode(imagePath: string): Promise<void> {
  const file = await open(imagePath, 'r+');
  try {
    await file.write(ROLLBACK_JOURNAL, 0, ROLLBACK_JOURNAL.length, JOURNAL_MODE_OFFSET);
  } finally {
    await file.close();
  }
}

/** Not where another process has opened it meanwhile: content counts for more than the mode. */
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

interface Replaced {
  readonly files: ReplacementFiles;
  readonly target: DatabaseSync;
  readonly source: DatabaseSync;
  readonly request: ReplaceTargetRequest;
  readonly stamp: CommitStamp;
}

/**
 * Compares every page with the image's, within one read transaction. Where another process has written to the target
 * since, its pages are no longer the image's, and the check of the content has to do.
 */
async function prove({ files, target, source, request, stamp }: Replaced): Promise<void> {
  const { targetPath, busyTimeoutMs } = request;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await retryWhileBusy(busyTimeoutMs, () => {
        target.exec('BEGIN');
        target.prepare('SELECT count(*) FROM sqlite_schema').get();
      });
      const one = { path: targetPath, connection: target };
      const isSame = await haveSamePages(one, { path: files.image, connection: source });
      if (isSame || (!stamp.isOurs() && isSound(target))) return;
      throw notProved(targetPath, 'it does not read back as it was written');
    } catch (error) {
      if (error instanceof SourceChangedError && attempt < PROOF_ATTEMPTS) continue;
      if (isLocked(error)) throw notProved(targetPath, 'another process keeps it locked');
      if (error instanceof SourceChangedError || error instanceof StreamingUnsupportedError) {
        throw notProved(targetPath, error.message);
      }
      throw error;
    } finally {
      if (target.isTransaction) target.exec('ROLLBACK');
    }
  }
}

function isSound(target: DatabaseSync): boolean {
  try {
    return checkPages(nativeContent(target), 'quick_check').result === 'ok';
  } catch {
    // SQLite ends its check with an error at a page that it cannot walk.
    return false;
  }
}

function notProved(path: string, problem: string): BackupVerificationException {
  return new BackupVerificationException(
    `the content of ${path} was replaced, but could not be proved: ${problem}`,
    {
      hint: 'Stop its application and check it (PRAGMA integrity_check); the safety backup has what was there before.',
      details: { path, target_changed: true },
    },
  );
}
