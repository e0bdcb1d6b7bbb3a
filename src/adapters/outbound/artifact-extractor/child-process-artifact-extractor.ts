import { lstat } from 'node:fs/promises';
import type {
  ArtifactExtractor,
  ArtifactSource,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { SourceOfTask } from '../task-worker/tasks.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { CodecArtifactExtractor } from './codec-artifact-extractor.ts';

/**
 * Extracts in a child process: the event loop stays free, a hostile file can only crash the child, and the large
 * buffers do not burden the caller's garbage collector. The bytes of a store without paths are sent to it as they come.
 */
export class ChildProcessArtifactExtractor implements ArtifactExtractor {
  readonly supports;
  readonly #process: TaskProcess;
  readonly #chunkBytes: number;
  readonly #keyFiles: KeyFiles;
  readonly #inProcess: CodecArtifactExtractor;

  /** @param keyFiles open encrypted artifacts; they are read when one is opened */
  constructor(process: TaskProcess, chunkBytes: number, keyFiles: KeyFiles = {}) {
    this.#process = process;
    this.#chunkBytes = chunkBytes;
    this.#keyFiles = keyFiles;
    this.#inProcess = new CodecArtifactExtractor(chunkBytes, undefined, keyFiles);
    this.supports = this.#inProcess.supports;
  }

  async extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts> {
    // The child would have to send all content back.
    if (options.onContent !== undefined) return this.#inProcess.extract(request, options);
    const { destinationPath } = request;
    // An existing file belongs to someone else: the task refuses it and it must stay.
    const isOurs = destinationPath !== undefined && !(await exists(destinationPath));
    try {
      return await this.#run(request, options);
    } catch (error) {
      // A killed process leaves its partial file.
      if (isOurs) await removeQuietly(destinationPath);
      throw error;
    }
  }

  async measure(source: ArtifactSource, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    const task = { source: sourceOfTask(source), chunkBytes: this.#chunkBytes };
    const facts = await this.#process.run('measure-artifact', task, {
      signal,
      input: bytesOf(source),
      onProgress: ({ doneBytes, totalBytes }) => {
        onProgress?.(doneBytes, totalBytes);
      },
    });
    onProgress?.(facts.storedBytes, facts.storedBytes);
    signal.throwIfAborted();
    return facts;
  }

  async #run(
    { artifactPath, opened, ...request }: ExtractRequest,
    { signal, onProgress }: ExtractOptions,
  ): Promise<ExtractFacts> {
    const source = { artifactPath, opened };
    const task = {
      source: sourceOfTask(source),
      request,
      chunkBytes: this.#chunkBytes,
      keyFiles: this.#keyFiles,
    };
    const facts = await this.#process.run('extract-artifact', task, {
      signal,
      input: bytesOf(source),
      onProgress: ({ doneBytes, totalBytes }) => {
        onProgress?.(doneBytes, totalBytes);
      },
    });
    // Progress is throttled: the last report may be missing.
    onProgress?.(facts.storedBytes, facts.storedBytes);
    signal.throwIfAborted();
    return facts;
  }
}

function sourceOfTask({ artifactPath, opened }: ArtifactSource): SourceOfTask {
  return { artifactPath, sentBytes: opened?.sizeBytes };
}

/** What the child reads from its stdin. */
function bytesOf({ opened }: ArtifactSource): AsyncIterable<Uint8Array> | undefined {
  return opened?.read(0, opened.sizeBytes);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
