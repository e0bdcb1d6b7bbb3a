import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type {
  CapturedArtifact,
  CapturedChanges,
  CaptureOptions,
  CaptureRequest,
  ChangesRequest,
  DatabaseSnapshotter,
  Unchanged,
} from '../../../application/ports/database-snapshotter.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { supportedCompressions } from '../codec/decompress.ts';
import { removeFile } from '../files/remove-file.ts';
import { TaskDiedException } from '../task-worker/task-failures.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { CaptureResult, CaptureTask } from '../task-worker/tasks.ts';

/** Runs the capture; after a failure, removes the files that a killed process left at the destination. */
export async function removeUnfinished<T>(destinationPath: string, capture: () => Promise<T>): Promise<T> {
  try {
    return await capture();
  } catch (error) {
    const directory = dirname(destinationPath);
    const names = await readdir(directory).catch(() => []);
    const ours = names.filter((name) => name.startsWith(basename(destinationPath)));
    // A failed clean-up must not hide the first error; the next run removes the rest.
    await Promise.allSettled(ours.map((name) => removeFile(join(directory, name))));
    throw error;
  }
}

/** Captures with `node:sqlite`, in a child process. */
export class NativeDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: true, hotJournals: true, compressions: supportedCompressions() };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async capture(request: CaptureRequest, options: CaptureOptions): Promise<CapturedArtifact> {
    return artifactOf(await this.#run(request, options));
  }

  async captureChanges(
    request: ChangesRequest,
    options: CaptureOptions,
  ): Promise<CapturedChanges | Unchanged> {
    return changesOf(await this.#run(request, options));
  }

  async #run(request: CaptureTask, options: CaptureOptions): Promise<CaptureResult> {
    return removeUnfinished(request.destinationPath, () => this.#capture(request, options));
  }

  async #capture(request: CaptureTask, options: CaptureOptions): Promise<CaptureResult> {
    try {
      return await this.#process.run('capture-natively', request, {
        signal: options.signal,
        onProgress: (report) => {
          if ('detail' in report) options.onDetail?.(report.detail);
          else options.onProgress?.(report);
        },
      });
    } catch (error) {
      // SQLite reads mapped pages: a page that cannot be read kills the process with SIGBUS.
      if (!(error instanceof TaskDiedException) || error.how !== 'SIGBUS') throw error;
      const { sourcePath: path } = request;
      throw new DatabaseAccessException(
        `${path} cannot be read: the disk reported an error, or the file was cut off`,
        {
          hint: 'Check the system log: the disk or its file system may be failing.',
          details: { path, signal: error.how },
          cause: error,
        },
      );
    }
  }
}

/** Captures by two identical optimistic reads and checks with sql.js, in a child process. */
export class SqlJsDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: false, hotJournals: false, compressions: supportedCompressions() };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async capture(request: CaptureRequest, options: CaptureOptions): Promise<CapturedArtifact> {
    return artifactOf(await this.#run(request, options));
  }

  async captureChanges(
    request: ChangesRequest,
    options: CaptureOptions,
  ): Promise<CapturedChanges | Unchanged> {
    return changesOf(await this.#run(request, options));
  }

  async #run(request: CaptureTask, options: CaptureOptions): Promise<CaptureResult> {
    options.onDetail?.('way: two reads that must agree, because engine sqljs holds no locks');
    return removeUnfinished(request.destinationPath, () =>
      this.#process.run('capture-with-sql-js', request, {
        signal: options.signal,
        onProgress: (progress) => options.onProgress?.(progress),
      }),
    );
  }
}

function artifactOf(result: CaptureResult): CapturedArtifact {
  if ('isUnchanged' in result) throw new TypeError('a whole capture writes an artifact');
  return result;
}

function changesOf(result: CaptureResult): CapturedChanges | Unchanged {
  if ('tablePath' in result || 'isUnchanged' in result) return result;
  throw new TypeError('a capture of changes writes a page table');
}
