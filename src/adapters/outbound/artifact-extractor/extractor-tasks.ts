import type { StoredArtifact } from '../../../application/ports/artifact-extractor.ts';
import type { ExtractProgress, SourceOfTask, TaskFunction, Tasks } from '../task-worker/tasks.ts';
import { CodecArtifactExtractor } from './codec-artifact-extractor.ts';
import { ArtifactsOnStdin, readInPlace } from './stored-chunks.ts';

/** The child's side of ChildProcessArtifactExtractor. The parent stops it by killing the process. */
export const extractArtifact: TaskFunction<Tasks['extract-artifact']> = (
  { source, deltas, request: { chain, ...request }, chunkBytes, keyFiles },
  report,
) => {
  const stdin = new ArtifactsOnStdin();
  return new CodecArtifactExtractor(chunkBytes, readInPlace, keyFiles).extract(
    {
      ...request,
      ...openedIn(stdin, source),
      chain: chain && { ...chain, deltas: deltas.map((delta) => openedIn(stdin, delta)) },
    },
    optionsOf(report),
  );
};

/** The child's side of `measure`. */
export const measureArtifact: TaskFunction<Tasks['measure-artifact']> = ({ source, chunkBytes }, report) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace).measure(
    openedIn(new ArtifactsOnStdin(), source),
    optionsOf(report),
  );

/** The child's side of `examineDelta`. */
export const examineDelta: TaskFunction<Tasks['examine-delta']> = ({ delta, chunkBytes, keyFiles }, report) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace, keyFiles).examineDelta(
    openedIn(new ArtifactsOnStdin(), delta),
    optionsOf(report),
  );

function optionsOf(report: (progress: ExtractProgress) => void): {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
} {
  return {
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      report({ doneBytes, totalBytes });
    },
  };
}

function openedIn<Of extends SourceOfTask>(
  stdin: ArtifactsOnStdin,
  { sentBytes, ...artifact }: Of,
): Omit<Of, 'sentBytes'> & Pick<StoredArtifact, 'opened'> {
  return { ...artifact, opened: sentBytes === undefined ? undefined : stdin.at(sentBytes) };
}
