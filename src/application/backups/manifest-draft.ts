import type { CaptureFacts, ChainFacts, Manifest, SourceCheck } from '../../domain/backup/manifest.ts';
import { NOTE_MARK } from '../../domain/verification/verification.ts';
import type { ManifestDraft } from '../ports/backup-store.ts';
import type { WrittenCapture } from './watched-capture.ts';
import type { RunContext } from '../runs/run-coordinator.ts';

type Origin = Pick<Manifest, 'database' | 'sourcePath' | 'host' | 'toolVersion'>;

/** The manifest of a capture, before the store has named it. */
export function manifestDraft(
  captured: WrittenCapture,
  chain: ChainFacts,
  { database, sourcePath, host, toolVersion }: Origin,
  run: RunContext,
): ManifestDraft {
  return {
    ...recordableFacts(captured),
    ...chain,
    database,
    sourcePath,
    host,
    toolVersion,
    createdAt: run.startedAt,
    durationMs: run.elapsedMs(),
  };
}

/**
 * The facts that a manifest may have. That of an encrypted backup is plain text next to it: it shows the size of the
 * content, and no digest, no counts and no findings of the check. The file key is never recorded.
 */
function recordableFacts({
  fileKey,
  frames,
  fullReason,
  tablePath,
  ...captured
}: WrittenCapture): CaptureFacts {
  if (fileKey === undefined) return captured;
  return {
    ...captured,
    databaseSha256: undefined,
    tableCount: undefined,
    usedPageCount: undefined,
    sourceCheck: withoutFindings(captured.sourceCheck),
  };
}

function withoutFindings({ level, result, detail, durationMs }: SourceCheck): SourceCheck {
  const checks = detail.split(NOTE_MARK, 1).join('');
  const isShown = result === 'ok' || level === 'none';
  return { level, result, detail: isShown ? checks : 'not recorded: the backup is encrypted', durationMs };
}
