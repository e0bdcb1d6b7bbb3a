import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  InPlaceRestorer,
  ReplaceMethod,
  ReplaceOptions,
  TargetSurvey,
} from '../../../application/ports/in-place-restorer.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { syncDirectory, syncFile } from '../codec/durability.ts';
import { forget, hasLeftovers, replacementFiles, type ReplacementFiles } from './replacement-files.ts';

const READ_BYTES = 1024 * 1024;
/** How long `recover` waits for another process's lock. */
const RECOVERY_WAIT_MS = 5000;

/** Replaces databases where they stand, with the SQLite that is built into Node, in a child process. */
export class NativeInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: true };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async survey(targetPath: string, { pageSize }: { readonly pageSize: number }): Promise<TargetSurvey> {
    return this.#run('survey-target', { targetPath: await realTarget(targetPath), pageSize });
  }

  async replace(
    preparedPath: string,
    targetPath: string,
    options: ReplaceOptions,
  ): Promise<string | undefined> {
    const { method, databaseSha256, busyTimeoutMs, signal } = options;
    await assertDigest(preparedPath, databaseSha256, signal);
    const target = await realTarget(targetPath);
    const files = replacementFiles(target);
    await this.recover(target);
    await take(preparedPath, files);
    try {
      await options.onReady();
    } catch (error) {
      await forget(files).catch(() => undefined);
      throw error;
    }
    try {
      // The signal is not heard from here on: killed in the middle, the child could have made the change already.
      const request = {
        preparedPath: files.image,
        targetPath: target,
        method,
        databaseSha256,
        busyTimeoutMs,
      };
      return await this.#run<string | undefined>('replace-target', request);
    } catch (error) {
      return this.#afterFailure(error, targetPath, method);
    }
  }

  /**
   * An error does not tell which content the target has: it may come after the commit. The process with its locks is
   * gone, so a new one can ask the target.
   *
   * @returns what failed, where the new content is in place and proved
   */
  async #afterFailure(error: unknown, targetPath: string, method: ReplaceMethod): Promise<string> {
    const outcome = await this.recover(targetPath).catch(() => {
      throw hasChangedTarget(error) ? error : unproved(targetPath, 'may have been replaced', error);
    });
    if (outcome === 'undone') throw error;
    if (error instanceof BackupVerificationException) throw error;
    // The image and the record are removed after the proof only; by file, what is at the path is the image itself.
    if (outcome === 'nothing' || method === 'file') return messageOf(error);
    throw unproved(targetPath, 'was replaced', error);
  }

  async recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'> {
    const target = await realTarget(targetPath);
    // Nearly always so; every backup asks, and a process costs time.
    if (!(await hasLeftovers(target))) return 'nothing';
    return this.#run('recover-target', { targetPath: target, busyTimeoutMs: RECOVERY_WAIT_MS });
  }

  async #run<Result>(task: string, request: unknown): Promise<Result> {
    return this.#process.run<Result>(task, request, { signal: new AbortController().signal });
  }
}

/** To the image's path, where `recover` knows it: from here on the target's folder tells how far this came. */
async function take(preparedPath: string, files: ReplacementFiles): Promise<void> {
  try {
    await syncFile(preparedPath);
    await rename(preparedPath, files.image);
    await syncDirectory(files.directory);
  } catch (error) {
    await forget(files).catch(() => undefined);
    throw directoryException(error, files.directory);
  }
}

function hasChangedTarget(error: unknown): boolean {
  return error instanceof BackupManagerException && error.details['target_changed'] === true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unproved(path: string, state: string, cause: unknown): BackupVerificationException {
  return new BackupVerificationException(
    `the content of ${path} ${state}, but could not be verified: ${messageOf(cause)}`,
    {
      hint: 'Check it (PRAGMA integrity_check). backup-manager undo brings the old content back.',
      details: { path, target_changed: true },
      cause,
    },
  );
}

/** A symbolic link stays one: what it points to is replaced, and SQLite names side files after that. */
async function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

async function assertDigest(path: string, sha256: string, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  try {
    const reader = createReadStream(path, { highWaterMark: READ_BYTES, signal });
    for await (const chunk of reader) hash.update(chunk as Buffer);
  } catch (error) {
    signal.throwIfAborted();
    throw directoryException(error, path);
  }
  if (hash.digest('hex') === sha256) return;
  throw new BackupVerificationException(`${path} does not read back as it was written`, {
    hint: 'The disk of the target may be failing; the target was not touched.',
    details: { path },
  });
}
