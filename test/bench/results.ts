import type { CommitReport } from './workload/live-application.ts';
import type { Tool } from './tools.ts';

export interface Sample {
  readonly seconds: number;
  /** Stored bytes. */
  readonly storedBytes: number;
}

/** The result of one contender; samples of several series with the same index belong to one round. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly isOurs: boolean;
  /** Missing tools; without them there are no samples. */
  readonly missing: readonly Tool[];
  readonly samples: Sample[];
}

export interface SizedSeries {
  readonly sizeMb: number;
  readonly databaseBytes: number;
  readonly series: readonly Series[];
}

/** Peaks of the private memory of a whole process tree, one per run. */
export interface MemoryPeaks {
  readonly name: string;
  readonly title: string;
  readonly sizeMb: number;
  readonly peakBytes: readonly number[];
}

export interface WalWriterRound {
  readonly idleCaptureSeconds: number;
  readonly busyCaptureSeconds: number;
  /** Captures that started again because of the writer. */
  readonly restarts: number;
  /** The writer alone, … */
  readonly alone: CommitReport;
  /** … during a capture, … */
  readonly capture: CommitReport;
  /** … and while a plain compressor did the same work on an unused file. */
  readonly load?: CommitReport;
}

export interface RollbackWriterRound {
  readonly copySeconds: number;
  readonly captureSeconds: number;
  readonly alone: CommitReport;
  readonly capture: CommitReport;
}

export interface ScratchUse {
  readonly journalMode: string;
  readonly compression: string;
  /** The capture method in the manifest. */
  readonly capture: string;
  readonly scratchBytes: number;
  readonly databaseBytes: number;
}

export interface LevelPoint {
  readonly compression: string;
  readonly level: number;
  readonly isDefault: boolean;
  readonly seconds: number;
  readonly storedBytes: number;
}

/** The measurements so far; skipped and failed ones are absent. */
export interface Results {
  /** The size at which the bars are evaluated. */
  readonly mainSizeMb: number;
  create?: readonly SizedSeries[];
  restore?: readonly SizedSeries[];
  verify?: readonly SizedSeries[];
  memory?: readonly MemoryPeaks[];
  'writer-wal'?: readonly WalWriterRound[];
  'writer-rollback'?: readonly RollbackWriterRound[];
  scratch?: readonly ScratchUse[];
  levels?: readonly LevelPoint[];
}
