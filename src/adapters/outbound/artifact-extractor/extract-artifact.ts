import type { ExtractFacts, ExtractRequest } from '../../../application/ports/artifact-extractor.ts';
import { CodecArtifactExtractor } from './codec-artifact-extractor.ts';
import { readInPlace } from './stored-chunks.ts';

/** Crosses the process boundary as JSON. */
export interface ExtractTask {
  readonly request: ExtractRequest;
  readonly chunkBytes: number;
}

export interface ExtractProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** The child's side of ChildProcessArtifactExtractor. The parent stops it by killing the process. */
export function extractArtifact(
  { request, chunkBytes }: ExtractTask,
  report: (progress: ExtractProgress) => void,
): Promise<ExtractFacts> {
  return new CodecArtifactExtractor(chunkBytes, readInPlace).extract(request, {
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      report({ doneBytes, totalBytes });
    },
  });
}
