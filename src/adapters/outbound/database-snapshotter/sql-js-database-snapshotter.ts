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

/** Captures by two identical optimistic reads and checks with sql.js, in a child process. */
export class SqlJsDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: false, hotJournals: false, compressions: supportedCompressions() };
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async capture(request: CaptureRequest, options: CaptureOptions): Promise<CaptureFacts> {
    options.onDetail?.('way: two reads that must agree, because engine sqljs holds no locks');
    return removeUnfinished(request.destinationPath, () =>
      this.#process.run<CaptureFacts>('capture-with-sql-js', request, {
        signal: options.signal,
        onProgress: (progress) => options.onProgress?.(progress as CaptureProgress),
      }),
    );
  }
}
