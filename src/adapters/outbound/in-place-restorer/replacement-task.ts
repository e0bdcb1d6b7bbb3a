import type { ReplaceMethod } from '../../../application/ports/in-place-restorer.ts';

export interface ReplaceTargetRequest {
  readonly preparedPath: string;
  /** The real path. */
  readonly targetPath: string;
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
}

/** Told after each step what has been done; a test kills the process there. */
export type Step = (name: string) => void;
