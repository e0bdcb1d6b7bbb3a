import type { ReplaceMethod } from '../../../application/ports/in-place-restorer.ts';

export interface ReplaceTargetRequest {
  /** The path of the image already, where the caller has moved it there. */
  readonly preparedPath: string;
  /** The real path. */
  readonly targetPath: string;
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
}

/** Told after each step what has been done; a test kills the process there. */
export type Step = (name: string) => void;
