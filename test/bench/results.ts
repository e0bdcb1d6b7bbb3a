import type { PageChange } from './workload/change-pages.ts';
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

/** The backups that one contender made of the same states of a database; samples with the same index are of one round. */
export interface StepSeries {
  readonly name: string;
  readonly title: string;
  readonly isOurs: boolean;
  readonly missing: readonly Tool[];
  readonly steps: {
    readonly first: Sample[];
    /** After a change of 1 % of the pages: the product makes a diff. */
    readonly changed: Sample[];
    readonly unchanged: Sample[];
    /** After another such change: the product makes an incr. */
    readonly changedAgain: Sample[];
  };
}

export interface MonthSeries {
  readonly name: string;
  readonly title: string;
  readonly isOurs: boolean;
  readonly missing: readonly Tool[];
  /** After each day. */
  readonly keptBytes: readonly number[];
}

export interface StepResults {
  readonly series: readonly StepSeries[];
  readonly changes: readonly PageChange[];
}

export interface IncrementalResults {
  readonly sizeMb: number;
  readonly databaseBytes: number;
  readonly memory: readonly MemoryPeaks[];
  readonly failures: readonly string[];
  /** Absent where it failed, or at a size at which only the memory is measured; as all that follows. */
  readonly steps: StepResults | undefined;
  readonly restore: readonly Series[] | undefined;
  readonly month: { readonly sizeMb: number; readonly series: readonly MonthSeries[] } | undefined;
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
  incremental?: IncrementalResults;
}
