import { open, rename } from 'node:fs/promises';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { HEADER_BYTES, parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import { recoverTarget } from './recover-target.ts';
import { replaceByFile } from './replace-by-file.ts';
import { replaceThroughSqlite } from './replace-through-sqlite.ts';
import { replacementFiles } from './replacement-files.ts';
import { replacementFailure } from './replacement-failure.ts';
import type { ReplaceTargetRequest, Step } from './replacement-task.ts';
import { assertMayReplace } from './survey-target.ts';

/**
 * Replaces a target by a prepared image, the digest of which has been compared. To be done in a process that does
 * nothing else and ends with the answer: it leaves descriptors open, for closing them would drop its locks.
 *
 * After a failure everything stays as it is: only a new process, without the locks of this one, can tell which content
 * the target has (`recoverTarget`).
 *
 * @returns what failed after the new content was proved at the target
 */
export async function replaceTarget(
  request: ReplaceTargetRequest,
  step: Step = () => undefined,
): Promise<string | undefined> {
  const { targetPath, busyTimeoutMs, preparedPath } = request;
  try {
    await assertMayReplace(targetPath);
    const isTaken = preparedPath === replacementFiles(targetPath).image;
    if (!isTaken) await recoverTarget({ targetPath, busyTimeoutMs });
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
  step('taken');
  return method === 'file' ? replaceByFile(files, request, step) : replaceThroughSqlite(files, request, step);
}

async function assertImage(preparedPath: string): Promise<void> {
  const file = await open(preparedPath, 'r');
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, HEADER_BYTES, 0);
    parseDatabaseHeader(start.subarray(0, bytesRead), preparedPath);
  } catch (error) {
    throw new BackupVerificationException('what is to be restored is not a SQLite database', {
      hint: 'Restore another backup; the target was not touched.',
      cause: error,
    });
  } finally {
    await file.close();
  }
}
