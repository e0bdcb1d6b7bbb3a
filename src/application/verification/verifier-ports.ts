import type { ExtractionPorts } from '../backups/with-artifact.ts';
import type { DatabaseInspector } from '../ports/database-inspector.ts';
import type { StagingArea } from '../ports/staging-area.ts';

export interface VerifyOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface ArtifactVerifierPolicy {
  /** Space that a scratch copy must leave free on its disk. */
  readonly minFreeBytes: number;
}

export interface ArtifactVerifierPorts extends ExtractionPorts {
  readonly staging: StagingArea;
  readonly inspector: DatabaseInspector;
}
