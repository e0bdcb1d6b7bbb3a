import { rename } from 'node:fs/promises';
import type {
  InPlaceRestorer,
  TargetSurvey,
  ReplaceMethod,
  ReplaceOptions,
} from '../../../application/ports/in-place-restorer.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../../../domain/exceptions/usage-exception.ts';
import { realTarget } from '../files/database-files.ts';
import { directoryException } from '../files/directory-exception.ts';
import { sha256OfFile } from '../files/file-bytes.ts';
import { syncDirectory, syncFile } from '../files/file-system-support.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import { hasLeftovers, forget, replacementFiles, type ReplacementFiles } from './replacement-files.ts';

/**
 * For a Node without its own SQLite: nothing else can hold SQLite's locks, and replacing without them is unsafe, because
 * an application with the target open would mix old and new pages.
 */
export class UnavailableInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: false };

  async survey(): Promise<TargetSurvey> {
    return Promise.reject(refusal());
  }

  async replace(): Promise<string | undefined> {
    return Promise.reject(refusal());
  }

  /** @throws UsageException a newer Node left files to recover */
  async recover(targetPath: string): Promise<'nothing'> {
    const target = await realTarget(targetPath);
    if (await hasLeftovers(target)) throw refusal();
    return 'nothing';
  }
}

function refusal(): UsageException {
  return new UsageException(`restoring in place needs Node >= 22.16; this is ${process.version}`, {
    hint: 'Use a newer Node, or stop the application and restore with --to PATH --force.',
  });
}

/** How long `recover` waits for another process's lock. */
const RECOVERY_WAIT_MS = 5000;
/** A replacement must not be interrupted. */
const NO_SIGNAL = new AbortController().signal;

/** Replaces databases in place with Node's own SQLite, in a child process. */
export class NativeInPlaceRestorer implements InPlaceRestorer {
  readonly supports = { replace: true };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async survey(targetPath: string, { pageSize }: { readonly pageSize: number }): Promise<TargetSurvey> {
    const request = { targetPath: await realTarget(targetPath), pageSize };
    return this.#process.run('survey-target', request, { signal: NO_SIGNAL });
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
    await moveToImagePath(preparedPath, files);
    try {
      await options.onReady();
    } catch (error) {
      await forget(files).catch(() => undefined);
      throw error;
    }
    try {
      // No abort from here on: a killed child may already have changed the target.
      const request = {
        preparedPath: files.image,
        targetPath: target,
        method,
        databaseSha256,
        busyTimeoutMs,
      };
      return await this.#process.run('replace-target', request, { signal: NO_SIGNAL });
    } catch (error) {
      return this.#afterFailure(error, targetPath, method);
    }
  }

  /**
   * An error does not say which content the target has: it may come after the commit. The failed process and its locks
   * are gone, so a new process can check the target.
   *
   * @returns the failure, where the new content is in place and verified
   */
  async #afterFailure(error: unknown, targetPath: string, method: ReplaceMethod): Promise<string> {
    const outcome = await this.recover(targetPath).catch(() => {
      throw hasChangedTarget(error) ? error : unverified(targetPath, 'may have been replaced', error);
    });
    if (outcome === 'undone') throw error;
    if (error instanceof BackupVerificationException) throw error;
    // Image and record are removed only after the verification; by file, the target is the image itself.
    if (outcome === 'nothing' || method === 'file') return messageOf(error);
    throw unverified(targetPath, 'was replaced', error);
  }

  async recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'> {
    const target = await realTarget(targetPath);
    // The common case: every backup checks this, and a process costs time.
    if (!(await hasLeftovers(target))) return 'nothing';
    const request = { targetPath: target, busyTimeoutMs: RECOVERY_WAIT_MS };
    return this.#process.run('recover-target', request, { signal: NO_SIGNAL });
  }
}

/** Moves it to the image's path, where `recover` finds it after a crash. */
async function moveToImagePath(preparedPath: string, files: ReplacementFiles): Promise<void> {
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

function unverified(path: string, state: string, cause: unknown): BackupVerificationException {
  return new BackupVerificationException(
    `the content of ${path} ${state}, but could not be verified: ${messageOf(cause)}`,
    {
      hint: 'Check it (PRAGMA integrity_check). backup-manager undo brings the old content back.',
      details: { path, target_changed: true },
      cause,
    },
  );
}

async function assertDigest(path: string, sha256: string, signal: AbortSignal): Promise<void> {
  const found = await sha256OfFile(path, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw directoryException(error, path);
  });
  if (found === sha256) return;
  throw new BackupVerificationException(`${path} does not read back as it was written`, {
    hint: 'The target was not changed. Its disk may be failing.',
    details: { path },
  });
}
