import type { CaptureProgress } from '../../../application/ports/database-snapshotter.ts';

/** What the child process tells while it captures: progress, or which way it goes and why. */
export type CaptureReport = CaptureProgress | { readonly detail: string };

/** Takes a detail of the capture. */
export type ReportDetail = (detail: string) => void;
