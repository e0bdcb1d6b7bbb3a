import type { CaptureFacts } from '../../../domain/backup/manifest.ts';
import type {
  CaptureOptions,
  CaptureRequest,
  DatabaseSnapshotter,
} from '../../../application/ports/database-snapshotter.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { supportedCompressions } from '../codec/compression-support.ts';
import type { CaptureReport } from './capture-report.ts';
import { removeUnfinished } from './unfinished-capture.ts';

/** Captures with `node:sqlite`, in a child process. */
export class NativeDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: true, hotJournals: true, compressions: supportedCompressions() };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async capture(request: CaptureRequest, options: CaptureOptions): Promise<CaptureFacts> {
    return removeUnfinished(request.destinationPath, () => this.#capture(request, options));
  }

  async #capture(request: CaptureRequest, options: CaptureOptions): Promise<CaptureFacts> {
    try {
      return await this.#process.run<CaptureFacts>('capture-natively', request, {
        signal: options.signal,
        onProgress: (message) => {
          const report = message as CaptureReport;
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
