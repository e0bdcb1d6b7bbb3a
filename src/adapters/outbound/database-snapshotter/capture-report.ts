import type { CaptureProgress } from '../../../application/ports/database-snapshotter.ts';

/** A message of the child process: progress, or why it chose its way to capture. */
export type CaptureReport = CaptureProgress | { readonly detail: string };

export type ReportProgress = (progress: CaptureProgress) => void;

export interface CaptureReporter {
  readonly report: ReportProgress;
  readonly reportDetail: (detail: string) => void;
}
