import type {
  ArtifactSource,
  DeltaFacts,
  ExtractFacts,
  ExtractRequest,
  StoredArtifact,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import type { DiscoveredDatabases, DiscoveryRequest } from '../../../application/ports/database-discovery.ts';
import type { DatabaseProbeFacts } from '../../../application/ports/database-probe.ts';
import type {
  CapturedArtifact,
  CapturedChanges,
  CaptureProgress,
  CaptureRequest,
  ChangesRequest,
  Unchanged,
} from '../../../application/ports/database-snapshotter.ts';
import type { ReplaceMethod, TargetSurvey } from '../../../application/ports/in-place-restorer.ts';
import type { Engine } from '../../../domain/backup/manifest.ts';
import type { KeyCheck } from '../../../domain/encryption/key-check.ts';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import type { Column, RowSample } from '../../../domain/inspection/table-contents.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import type { KeyCheckRequest } from '../age/key-pair.ts';
import type { TableListing } from '../sqlite-file/listed-tables.ts';

/** The tasks of the worker. Requests, results and progress must survive JSON; `unknown` marks a task without a result. */
export interface Tasks {
  inspect: { request: InspectRequest; result: Inspection };
  query: { request: ScratchRequest & { readonly sql: string }; result: QueryAnswer };
  browse: { request: BrowseRequest; result: unknown; progress: StepwisePart<TableListing, BrowsingStep> };
  'count-rows': {
    request: CountRequest;
    result: unknown;
    progress: StepwisePart<CountingStart, CountingStep>;
  };
  probe: { request: SourceRequest; result: DatabaseProbeFacts };
  'sqlite-version': { request: { readonly engine: Engine }; result: string };
  'capture-natively': {
    request: CaptureTask;
    result: CaptureResult;
    progress: CaptureProgress | { readonly detail: string };
  };
  'capture-with-sql-js': { request: CaptureTask; result: CaptureResult; progress: CaptureProgress };
  'copy-to-spool': { request: { readonly from: string; readonly to: string }; result: unknown };
  'copy-raw': { request: RawCopyRequest; result: unknown };
  'discover-databases': { request: DiscoveryRequest; result: DiscoveredDatabases };
  'extract-artifact': { request: ExtractTask; result: ExtractFacts; progress: ExtractProgress };
  'examine-delta': { request: ExamineDeltaTask; result: DeltaFacts; progress: ExtractProgress };
  'measure-artifact': { request: MeasureTask; result: StoredFacts; progress: ExtractProgress };
  'check-keys': { request: KeyCheckRequest; result: KeyCheck };
  'survey-target': { request: SurveyTargetRequest; result: TargetSurvey };
  'replace-target': { request: ReplaceTargetRequest; result: string | undefined };
  'recover-target': { request: RecoverTargetRequest; result: Recovery };
}

/** A capture, maybe only of changes. */
export type CaptureTask = CaptureRequest & Partial<Pick<ChangesRequest, 'changes'>>;

/** `Unchanged` and `CapturedChanges` only answer a capture of changes. */
export type CaptureResult = CapturedArtifact | CapturedChanges | Unchanged;

export interface TaskTypes {
  request: unknown;
  result: unknown;
  progress?: unknown;
}

/** Sends the parent a part of the result. Once it resolves, the parent has it even if this process dies. */
export type Deliver<Part = unknown> = (part: Part) => Promise<void>;

/** The child's side of a task. Progress reports are throttled; delivered parts arrive as progress, and none is dropped. */
export type TaskFunction<T extends TaskTypes> = (
  request: T['request'],
  report: (progress: T['progress']) => void,
  deliver: Deliver<T['progress']>,
) => Promise<T['result']>;

/** A scratch database, and the engine that reads it. */
export interface ScratchRequest {
  readonly engine: Engine;
  readonly databasePath: string;
}

/** A live database, and the engine that reads it. */
export interface SourceRequest {
  readonly engine: Engine;
  readonly sourcePath: string;
  readonly busyTimeoutMs: number;
}

export interface InspectRequest extends ScratchRequest {
  readonly level: ContentLevel;
  /** Stop at a module that the engine lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

export interface Inspection {
  readonly checks: readonly Check[];
  /** The feature that the engine lacks for this database; another engine may have it. */
  readonly lack: string | undefined;
}

/** Messages of a task that works in steps: its start, then the result of each step in order. */
export interface StepwisePart<Start, Step> {
  readonly start?: Start;
  readonly step?: Step;
}

export interface StepwiseRequest {
  /** Steps that are done or given up. */
  readonly fromStep: number;
}

export interface BrowseRequest extends ScratchRequest, StepwiseRequest {
  /** Stop at a module that the engine lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

export interface BrowsingStep {
  readonly columns?: readonly Column[];
  readonly sample?: RowSample;
  readonly rows?: number;
}

export type CountRequest = SourceRequest & StepwiseRequest;

export interface CountingStart extends TableListing {
  readonly blocksWriters: boolean;
}

export interface CountingStep {
  /** By name: the application may change the tables between two processes. */
  readonly table: string;
  readonly rows?: number;
}

/** The artifact of a task: a file, or what the parent sends on stdin. */
export interface SourceOfTask {
  readonly artifactPath: string;
  /** Absent: it is a file. */
  readonly sentBytes?: number | undefined;
}

export type StoredOfTask = Omit<StoredArtifact, 'opened'> & SourceOfTask;

export interface ExtractTask {
  readonly source: SourceOfTask;
  /** Those of the request's chain, which has none itself. */
  readonly deltas: readonly StoredOfTask[];
  readonly request: Omit<ExtractRequest, keyof ArtifactSource>;
  readonly chunkBytes: number;
  readonly keyFiles: KeyFiles;
}

export interface ExamineDeltaTask {
  readonly delta: StoredOfTask;
  readonly chunkBytes: number;
  readonly keyFiles: KeyFiles;
}

export interface MeasureTask {
  readonly source: SourceOfTask;
  readonly chunkBytes: number;
}

export interface ExtractProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface RawCopyRequest {
  readonly databasePath: string;
  /** The path of the copy; no file is there yet. */
  readonly copyPath: string;
}

export interface SurveyTargetRequest {
  readonly targetPath: string;
  /** Page size of the image, bytes. */
  readonly pageSize: number;
}

export interface ReplaceTargetRequest {
  /** The image's path, where the caller has moved it already. */
  readonly preparedPath: string;
  readonly targetPath: string;
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
}

export interface RecoverTargetRequest {
  readonly targetPath: string;
  readonly busyTimeoutMs: number;
}

export type Recovery = 'nothing' | 'finished' | 'undone';
