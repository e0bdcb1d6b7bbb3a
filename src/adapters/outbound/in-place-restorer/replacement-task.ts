import type { ReplaceMethod } from '../../../application/ports/in-place-restorer.ts';

export interface ReplaceTargetRequest {
  /** The image's path, where the caller has moved it already. */
  readonly preparedPath: string;
  readonly targetPath: string;
  readonly method: ReplaceMethod;
  readonly databaseSha256: string;
  readonly busyTimeoutMs: number;
}

/** Called after each step; a test kills the process there. */
export type Step = (name: string) => void;
