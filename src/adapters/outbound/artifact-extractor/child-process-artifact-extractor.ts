import { lstat } from 'node:fs/promises';
import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
} from '../../../application/ports/artifact-extractor.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { supportedCompressions } from '../codec/compression-support.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { CodecArtifactExtractor } from './codec-artifact-extractor.ts';
import type { ExtractProgress, ExtractTask } from './extract-artifact.ts';

/**
 * Extracts in a process of its own: the caller's event loop stays free, a hostile file can end only a process that
 * holds nothing, and where the heap is small the many large buffers cost the garbage collector little.
 */
export class ChildProcessArtifactExtractor implements ArtifactExtractor {
  readonly supports = { compressions: supportedCompressions() };
  readonly #process: TaskProcess;
  readonly #chunkBytes: number;
  readonly #inProcess: CodecArtifactExtractor;

  /** @param chunkBytes bytes per read of the stored file */
  constructor(process: TaskProcess, chunkBytes: number) {
    this.#process = process;
    this.#chunkBytes = chunkBytes;
    this.#inProcess = new CodecArtifactExtractor(chunkBytes);
  }

  async extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts> {
    // Content that the caller wants to see would only be carried from process to process.
    if (options.onContent !== undefined) return this.#inProcess.extract(request, options);
    const { destinationPath } = request;
    // What is there already is somebody else's: the task refuses it, and it stays.
    const isOurs = destinationPath !== undefined && !(await exists(destinationPath));
    try {
      return await this.#run(request, options);
    } catch (error) {
      // A process that was killed has not tidied up.
      if (isOurs) await removeQuietly(destinationPath);
      throw error;
    }
  }

  async #run(request: ExtractRequest, { signal, onProgress }: ExtractOptions): Promise<ExtractFacts> {
    const task: ExtractTask = { request, chunkBytes: this.#chunkBytes };
    const facts = await this.#process.run<ExtractFacts>('extract-artifact', task, {
      signal,
      onProgress: (progress) => {
        const { doneBytes, totalBytes } = progress as ExtractProgress;
        onProgress?.(doneBytes, totalBytes);
      },
    });
    // Reports are sparse: the last one may not have been of the end.
    onProgress?.(facts.storedBytes, facts.storedBytes);
    signal.throwIfAborted();
    return facts;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
