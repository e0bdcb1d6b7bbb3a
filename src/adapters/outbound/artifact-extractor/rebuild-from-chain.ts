import type { ChainRequest, DeltaFacts, Reserve } from '../../../application/ports/artifact-extractor.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { DamagedDeltaError } from './delta-frames.ts';
import { DeltaOverlay } from './delta-overlay.ts';
import { FreeSpaceGuard, type MeasureFreeBytes } from './extraction-destination.ts';
import { extractionFailure } from './extraction-failures.ts';
import type { StoredContent } from './stored-content.ts';

export interface ChainToRebuild {
  readonly chain: ChainRequest;
  /** The opened deltas, oldest first as in `chain`. */
  readonly deltas: readonly StoredContent[];
  readonly full: StoredContent;
  readonly reserve: Reserve | undefined;
  readonly measureFree: MeasureFreeBytes;
}

export interface RebuiltChain {
  /** Oldest first. */
  readonly deltas: readonly DeltaFacts[];
  /** @throws BackupVerificationException the database is not the one that the last delta was made of */
  assertDigest(databaseSha256: string): void;
}

/**
 * Reads the deltas, newest first, then the full. `take` receives the database piece by piece; the buffer is reused.
 * The scratch file is removed at the end.
 */
export async function rebuildFromChain(
  { chain, deltas, full, reserve, measureFree }: ChainToRebuild,
  signal: AbortSignal,
  take: (piece: Buffer) => Promise<void>,
): Promise<RebuiltChain> {
  const { databaseBytes, scratchPath } = chain;
  const newest = deltas.at(-1);
  if (newest === undefined) throw new TypeError('a chain has at least one delta');
  // The database itself has its own reserve, at its destination.
  const scratchReserve = reserve && { freeBytes: reserve.freeBytes, databaseBytes: undefined };
  const room = scratchReserve && new FreeSpaceGuard(scratchPath, scratchReserve, measureFree);
  const overlay = await DeltaOverlay.create(scratchPath, { databaseBytes, room });
  try {
    const facts: DeltaFacts[] = [];
    for (const delta of deltas.toReversed()) facts.unshift(await addDelta(overlay, delta, signal));
    try {
      for await (const piece of overlay.applyTo(untilAborted(full.read(), signal))) await take(piece);
    } catch (error) {
      // The full itself is no delta.
      throw error instanceof DamagedDeltaError ? extractionFailure(error, newest.artifact, signal) : error;
    }
    const expected = overlay.expectedDigestStart.toString('hex');
    return {
      deltas: facts,
      assertDigest: (databaseSha256) => {
        if (!databaseSha256.startsWith(expected))
          throw anotherParent(newest.artifact.artifactPath, databaseSha256, expected);
      },
    };
  } finally {
    await overlay.close();
  }
}

/**
 * @throws BackupVerificationException it is damaged; the message names it
 */
async function addDelta(
  overlay: DeltaOverlay,
  delta: StoredContent,
  signal: AbortSignal,
): Promise<DeltaFacts> {
  try {
    const content = await overlay.add(untilAborted(delta.read(), signal));
    return { ...delta.facts(), ...content };
  } catch (error) {
    throw extractionFailure(error, delta.artifact, signal);
  }
}

export async function* untilAborted(
  content: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    signal.throwIfAborted();
    yield piece;
  }
}

function anotherParent(path: string, databaseSha256: string, expected: string): BackupVerificationException {
  const found = databaseSha256.slice(0, expected.length);
  return new BackupVerificationException(
    `${path} was made for another parent: the digest of the rebuilt database begins with ${found}, that of its own with ${expected}`,
    {
      hint: 'A backup below it was replaced or changed: use another backup, or another copy of this one.',
      details: { path },
    },
  );
}
