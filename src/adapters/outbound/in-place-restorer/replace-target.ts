import { open, rename } from 'node:fs/promises';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { syncDirectory, syncFile } from '../files/file-system-support.ts';
import { HEADER_BYTES, parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import { recoverTarget } from './recover-target.ts';
import { replaceByFile } from './replace-by-file.ts';
import { replaceThroughSqlite } from './replace-through-sqlite.ts';
import type { ReplaceTargetRequest } from '../task-worker/tasks.ts';
import { replacementFiles, type Step } from './replacement-files.ts';
import { replacementFailure } from './target-connection.ts';
import { assertMayReplace } from './survey-target.ts';

/**
 * Replaces a target by a prepared image whose digest was checked. Run it in a process of its own that ends with the
 * answer: it leaves descriptors open, because closing them would drop its locks.
 *
 * After a failure nothing is cleaned up: only a new process, without these locks, can find out which content the target
 * has (`recoverTarget`).
 *
 * @returns the failure of the cleanup, after the new content was verified
 */
export async function replaceTarget(
  request: ReplaceTargetRequest,
  step: Step = () => undefined,
): Promise<string | undefined> {
  const { targetPath, busyTimeoutMs, preparedPath } = request;
  try {
    await assertMayReplace(targetPath);
    const isMoved = preparedPath === replacementFiles(targetPath).image;
    if (!isMoved) await recoverTarget({ targetPath, busyTimeoutMs });
    return await replace(request, step);
  } catch (error) {
    throw await replacementFailure(error, targetPath, busyTimeoutMs);
  }
}

async function replace(request: ReplaceTargetRequest, step: Step): Promise<string | undefined> {
  const { preparedPath, method } = request;
  const files = replacementFiles(request.targetPath);
  await assertImage(preparedPath);
  await syncFile(preparedPath);
  await rename(preparedPath, files.image);
  await syncDirectory(files.directory);
  step('image-moved');
  return method === 'file' ? replaceByFile(files, request, step) : replaceThroughSqlite(files, request, step);
}

async function assertImage(preparedPath: string): Promise<void> {
  const file = await open(preparedPath, 'r');
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
    parseDatabaseHeader(start.subarray(0, bytesRead), preparedPath);
  } catch (error) {
    throw new BackupVerificationException('the content of the backup is not a SQLite database', {
      hint: 'The target was not changed. Restore another backup.',
      cause: error,
    });
  } finally {
    await file.close();
  }
}
