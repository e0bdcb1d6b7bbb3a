import { lstat } from 'node:fs/promises';
import type {
  ArtifactExtractor,
  ArtifactSource,
  DeltaFacts,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  StoredArtifact,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
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
    const own: string[] = [];
    // An existing file belongs to someone else: the task refuses it and it must stay.
    for (const path of [request.destinationPath, request.chain?.scratchPath])
      if (path !== undefined && !(await exists(path))) own.push(path);
    try {
      return await this.#run(request, options);
    } catch (error) {
      // A killed process leaves its partial files.
      await removeQuietly(...own);
      throw error;
    }
  }

  async measure(source: ArtifactSource, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    const task = { source: ofTask(source), chunkBytes: this.#chunkBytes };
    const facts = await this.#process.run('measure-artifact', task, {
      signal,
      input: bytesOf([source]),
      onProgress: ({ doneBytes, totalBytes }) => {
        onProgress?.(doneBytes, totalBytes);
      },
    });
    onProgress?.(facts.storedBytes, facts.storedBytes);
    signal.throwIfAborted();
    return facts;
  }

  async examineDelta(delta: StoredArtifact, { signal, onProgress }: MeasureOptions): Promise<DeltaFacts> {
    const task = { delta: ofTask(delta), chunkBytes: this.#chunkBytes, keyFiles: this.#keyFiles };
    const facts = await this.#process.run('examine-delta', task, {
      signal,
      input: bytesOf([delta]),
      onProgress: ({ doneBytes, totalBytes }) => {
        onProgress?.(doneBytes, totalBytes);
      },
    });
    onProgress?.(facts.storedBytes, facts.storedBytes);
    signal.throwIfAborted();
    return facts;
  }

  async #run(
    { artifactPath, opened, chain, ...request }: ExtractRequest,
    { signal, onProgress }: ExtractOptions,
  ): Promise<ExtractFacts> {
    const source = { artifactPath, opened };
    const deltas = chain?.deltas ?? [];
    const task = {
      source: ofTask(source),
      deltas: deltas.map(ofTask),
      request: { ...request, chain: chain && { ...chain, deltas: [] } },
      chunkBytes: this.#chunkBytes,
      keyFiles: this.#keyFiles,
    };
    const facts = await this.#process.run('extract-artifact', task, {
      signal,
      // In the order in which the child reads them.
      input: bytesOf([...deltas.toReversed(), source]),
      onProgress: ({ doneBytes, totalBytes }) => {
        onProgress?.(doneBytes, totalBytes);
      },
    });
    // Progress is throttled: the last report may be missing.
    const storedBytes = [facts, ...(facts.deltas ?? [])].reduce((sum, each) => sum + each.storedBytes, 0);
    onProgress?.(storedBytes, storedBytes);
    signal.throwIfAborted();
    return facts;
  }
}

function ofTask<Of extends ArtifactSource>({ opened, ...rest }: Of): Omit<Of, 'opened'> & SourceOfTask {
  return { ...rest, sentBytes: opened?.sizeBytes };
}

/** What the child reads from its stdin; `undefined`: all of it are files. */
function bytesOf(sources: readonly ArtifactSource[]): AsyncIterable<Uint8Array> | undefined {
  const sent = sources.filter(({ opened }) => opened !== undefined);
  return sent.length === 0 ? undefined : concatenated(sent);
}

/** The child takes each artifact by its size: one that is shorter would take bytes of the next. */
async function* concatenated(sources: readonly ArtifactSource[]): AsyncGenerator<Uint8Array> {
  for (const { artifactPath, opened } of sources) {
    if (opened === undefined) continue;
    let missing = opened.sizeBytes;
    for await (const piece of opened.read(0, opened.sizeBytes)) {
      missing -= piece.length;
      yield piece;
    }
    // After the last one, the child sees it itself.
    if (missing !== 0 && sources.length > 1) throw cutOff(artifactPath, missing);
  }
}

function cutOff(path: string, missingBytes: number): BackupVerificationException {
  return new BackupVerificationException(`${path} is cut off: ${missingBytes} bytes are missing`, {
    hint: 'The stored file is damaged or cut off: use another backup.',
  });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
