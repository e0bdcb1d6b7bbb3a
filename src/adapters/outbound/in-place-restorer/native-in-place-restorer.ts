import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  InPlaceRestorer,
  ReplaceOptions,
  TargetSurvey,
} from '../../../application/ports/in-place-restorer.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { OperationCancelledException } from '../../../domain/exceptions/operation-cancelled-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { hasLeftovers, replacementFiles } from './replacement-files.ts';

const READ_BYTES = 1024 * 1024;
/** How long `recover` waits for another process's lock. */
const RECOVERY_WAIT_MS = 5000;

/** Replaces databases where they stand, with the SQLite that is built into Node, in a child process. */
export class NativeInPlaceRestorer implements InPlaceRestorer {
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async survey(targetPath: string, { pageSize }: { readonly pageSize: number }): Promise<TargetSurvey> {
    return this.#run('survey-target', { targetPath: await realTarget(targetPath), pageSize });
  }

  async replace(preparedPath: string, targetPath: string, options: ReplaceOptions): Promise<void> {
    const { method, databaseSha256, busyTimeoutMs, signal } = options;
    await assertDigest(preparedPath, databaseSha256, signal);
    const request = { preparedPath, method, databaseSha256, busyTimeoutMs };
    try {
      // The signal is not heard from here on: killed in the middle, the child could have made the change already.
      await this.#run('replace-target', { ...request, targetPath: await realTarget(targetPath) });
    } catch (error) {
      if (!isEndOfChild(error)) throw error;
      // The child died. By file, what is found at the path is the image; through SQLite nobody has compared it yet.
      const outcome = await this.recover(targetPath).catch(() => {
        throw unproved(targetPath, error);
      });
      if (outcome !== 'finished') throw error;
      if (method === 'sqlite') throw unproved(targetPath, error);
    }
  }

  async recover(targetPath: string): Promise<'nothing' | 'finished' | 'undone'> {
    const target = await realTarget(targetPath);
    // Nearly always so; every backup asks, and a process costs time.
    if (!(await hasLeftovers(replacementFiles(target)))) return 'nothing';
    return this.#run('recover-target', { targetPath: target, busyTimeoutMs: RECOVERY_WAIT_MS });
  }

  async #run<Result>(task: string, request: unknown): Promise<Result> {
    return this.#process.run<Result>(task, request, { signal: new AbortController().signal });
  }
}

/** It crashed, was killed, or was ended by a signal to all processes of the run. */
function isEndOfChild(error: unknown): error is Error {
  return error instanceof BackupCreationException || error instanceof OperationCancelledException;
}

function unproved(path: string, cause: Error): BackupVerificationException {
  return new BackupVerificationException(
    `the content of ${path} may have been replaced, and was not proved: ${cause.message}`,
    {
      hint: 'Check it (PRAGMA integrity_check); the safety backup has what was there before.',
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
