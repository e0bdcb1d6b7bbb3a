import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { sha256OfFile } from '../files/file-bytes.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import type { RecoverTargetRequest, Recovery } from '../task-worker/tasks.ts';
import { isHalfWritten } from './overwrite-file.ts';
import { overwriteBroken, undo } from './replace-by-file.ts';
import {
  DamagedRecordException,
  type Step,
  exists,
  finish,
  forget,
  identityOf,
  readRecord,
  replacementFiles,
  moveToQuarantine,
  type ReplacementFiles,
  type ReplacementRecord,
} from './replacement-files.ts';
import { replacementFailure, isNoDatabase, retryWhileBusy, pragma } from './target-connection.ts';

/** Finishes or undoes a killed replacement. It may be killed itself and repeated. */
export async function recoverTarget(
  { targetPath, busyTimeoutMs }: RecoverTargetRequest,
  step: Step = () => undefined,
): Promise<Recovery> {
  const files = replacementFiles(targetPath);
  try {
    const record = await readRecord(files);
    if (record === undefined) return await forgetUnrecorded(files);
    if (record.method === 'sqlite')
      return await recoverThroughSqlite(files, targetPath, record, busyTimeoutMs);
    return await completeSwap(files, targetPath, record, step);
  } catch (error) {
    const failure = error instanceof DamagedRecordException ? await withoutRecord(files, error) : error;
    throw await replacementFailure(failure, targetPath, busyTimeoutMs);
  }
}

/** A damaged record must not block every later backup. Its files are kept: they may be needed by hand. */
async function withoutRecord(
  files: ReplacementFiles,
  { cause }: DamagedRecordException,
): Promise<DamagedRecordException> {
  return new DamagedRecordException(files.record, cause, await moveToQuarantine(files));
}

/** The process was killed before it changed the target. */
async function forgetUnrecorded(files: ReplacementFiles): Promise<Recovery> {
  if (!(await exists(files.image))) return 'nothing';
  await forget(files);
  return 'undone';
}

/** Opening the database commits or rolls back the transaction; its schema version shows which. */
async function recoverThroughSqlite(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
  busyTimeoutMs: number,
): Promise<Recovery> {
  const schemaVersion = (await exists(target))
    ? await settledVersion(target, record, busyTimeoutMs)
    : undefined;
  const isOld = schemaVersion === undefined || schemaVersion === record.schemaVersion;
  // Each leaves files that give the same answer wherever it is stopped.
  if (isOld) await forget(files);
  else await finish(files);
  return isOld ? 'undone' : 'finished';
}

async function settledVersion(
  target: string,
  { restoreWal }: ReplacementRecord,
  busyTimeoutMs: number,
): Promise<number | undefined> {
  try {
    return await retryWhileBusy(busyTimeoutMs, () => {
      // A read rolls a hot journal back too, and needs no exclusive access.
      const connection = new DatabaseSync(target, { timeout: 0 });
      try {
        connection.exec('PRAGMA trusted_schema = OFF');
        if (restoreWal) connection.exec('PRAGMA journal_mode = WAL');
        return Number(pragma(connection, 'schema_version'));
      } finally {
        connection.close();
      }
    });
  } catch (error) {
    // We never leave such a file: another program has put it there since.
    if (isNoDatabase(error)) return undefined;
    throw error;
  }
}

async function completeSwap(
  files: ReplacementFiles,
  target: string,
  record: ReplacementRecord,
  step: Step,
): Promise<Recovery> {
  if (!(await exists(files.image))) {
    await finish(files);
    return 'finished';
  }
  if (record.phase === 'swapping') {
    await undo(files, target, record);
    return 'undone';
  }
  if (await mayBeOverwritten(target, record)) {
    await assertIntact(files, record);
    await overwriteBroken(files, target, record, step);
  }
  await finish(files);
  return 'finished';
}

/** Not when it is a database again: either our complete one, or another program's. */
async function mayBeOverwritten(target: string, record: ReplacementRecord): Promise<boolean> {
  const identity = await identityOf(target);
  return identity !== undefined && (identity === record.old || (await isHalfWritten(target)));
}

/** A damaged image cannot finish a replacement. */
async function assertIntact(files: ReplacementFiles, { databaseSha256 }: ReplacementRecord): Promise<void> {
  if ((await sha256OfFile(files.image)) === databaseSha256) return;
  await rm(files.record, { force: true });
  await syncDirectory(files.directory);
  throw new BackupVerificationException(`${files.image}, which an earlier restore left, is damaged`, {
    hint: 'Restore again. The next restore starts again.',
    details: { path: files.image },
  });
}
