import type { CaptureFacts } from '../../../domain/backup/manifest.ts';
import type {
  CaptureOptions,
  CaptureProgress,
  CaptureRequest,
  DatabaseSnapshotter,
} from '../../../application/ports/database-snapshotter.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { supportedCompressions } from '../codec/compression-support.ts';
import { removeUnfinished } from './unfinished-capture.ts';

/** Captures with the SQLite that is built into Node (`node:sqlite`), in a child process. */
export class NativeDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: true, hotJournals: true, compressions: supportedCompressions() };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async capture(request: CaptureRequest, options: CaptureOptions): Promise<CaptureFacts> {
    return removeUnfinished(request.destinationPath, () =>
      this.#process.run<CaptureFacts>('capture-natively', request, {
        signal: options.signal,
        onProgress: (progress) => options.onProgress?.(progress as CaptureProgress),
      }),
    );
  }
}
