import { statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CaptureFacts, CaptureMethod } from '../../../domain/backup/manifest.ts';
import type { CaptureProgress, CaptureRequest } from '../../../application/ports/database-snapshotter.ts';
import { writeArtifact } from '../codec/artifact-writer.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { StreamingUnsupportedError, LiveImage } from '../sqlite-file/live-image.ts';
import type { SnapshotFacts } from '../sqlite-file/read-transaction.ts';
import { isHotJournal } from '../sqlite-file/sqlite-error.ts';
import { SourceChangedError } from '../sqlite-file/source-changed-error.ts';
import type { ReportDetail } from './capture-report.ts';
import { SnapshotThread } from './snapshot-thread.ts';
import { SpoolCopier } from './spool-copier.ts';
import { WalGrowth } from './wal-growth.ts';

type Report = (progress: CaptureProgress) => void;

/** A source whose committed state is held: its pages, and the thread that holds the read transaction. */
interface Held {
  readonly path: string;
  readonly image: LiveImage;
  readonly thread: SnapshotThread;
  readonly facts: SnapshotFacts;
}

/**
 * Captures a live database from its raw pages. A WAL database is streamed while it is held: nobody waits for its
 * readers. Writers of a rollback-journal database do, so it is copied to a spool as fast as the disk can, let go of,
 * and captured from there; without room for a spool it is streamed all the same.
 *
 * @throws SourceChangedError, StreamingUnsupportedError as LiveImage says; everything is let go of then
 */
export async function captureByStreaming(
  sourcePath: string,
  spoolPath: string,
  request: CaptureRequest,
  { report, tell }: { readonly report: Report; readonly tell: ReportDetail },
): Promise<CaptureFacts> {
  const copier = new SpoolCopier();
  try {
    return await holding(sourcePath, request, copyOrStream, (image) => {
      if (!image.claimsWal()) copier.standBy();
    });
  } finally {
    await copier.dismiss();
  }

  async function copyOrStream(held: Held): Promise<CaptureFacts> {
    const { journalMode } = held.facts;
    if (journalMode === 'wal') {
      tell('way: streamed under a read transaction, because writers of a WAL database do not wait for it');
      return stream(held, 'stream', request, report);
    }
    if (!(await hasRoom(dirname(spoolPath), held.image.bytes))) {
      tell('way: streamed under a read transaction, because there is no room for a copy; writers wait');
      return stream(held, 'stream', request, report);
    }
    tell(`way: copied first, because writers wait in journal mode ${journalMode}`);
    report({ phase: 'capturing', doneBytes: 0, totalBytes: held.image.bytes });
    await removeInDirectory(spoolPath);
    await copier.copy(held.path, spoolPath);
    held.image.assertUnmoved();
    await letGo(held);
    // The file may be longer than the database in it.
    await truncate(spoolPath, held.image.bytes).catch((error: unknown) => {
      throw directoryException(error, spoolPath);
    });
    return captureFile(spoolPath, request, report);
  }
}

/** Captures a database file that is ours alone: a spool, a recovered copy. */
export async function captureFile(
  path: string,
  request: CaptureRequest,
  report: Report,
): Promise<CaptureFacts> {
  try {
    return await holding(path, request, (held) => stream(held, 'spool', request, report));
  } catch (error) {
    throw directoryException(error, path);
  }
}

async function holding(
  path: string,
  request: CaptureRequest,
  work: (held: Held) => Promise<CaptureFacts>,
  beforeLock: (image: LiveImage) => void = () => undefined,
): Promise<CaptureFacts> {
  // The main file first: its descriptor must be older than SQLite's locks and outlive them.
  const image = LiveImage.open(path);
  const thread = new SnapshotThread();
  const held = { path, image, thread };
  try {
    beforeLock(image);
    const facts = await thread.pin(path, request.busyTimeoutMs);
    await image.plan(facts);
    const captured = await work({ ...held, facts });
    await letGo(held);
    return captured;
  } catch (error) {
    // Where nothing follows, the process ends with this answer: no lock outlives it, and no long check is waited for.
    if (mayBeFollowed(error)) await letGo(held);
    throw error;
  }
}

/** Another attempt or another way comes next, which needs everything closed. */
function mayBeFollowed(error: unknown): boolean {
  return (
    error instanceof SourceChangedError || error instanceof StreamingUnsupportedError || isHotJournal(error)
  );
}

/** SQLite lets go first. Idempotent. */
async function letGo({ thread, image }: Pick<Held, 'thread' | 'image'>): Promise<void> {
  await thread.close();
  image.close();
}

async function stream(
  { path, image, thread, facts }: Held,
  capture: CaptureMethod,
  request: CaptureRequest,
  report: Report,
): Promise<CaptureFacts> {
  const growth = new WalGrowth(path, request.maxWalGrowthBytes);
  const totalBytes = image.bytes;
  try {
    const writing = writeArtifact((block) => image.readBlock(block), request.destinationPath, {
      ...request,
      onBytes: (doneBytes) => {
        report({ phase: 'capturing', doneBytes, totalBytes, walGrowthBytes: growth.bytes() });
      },
    });
    const [artifact, sourceCheck] = await growth.guard(
      Promise.all([writing, thread.check(request.sourceCheck)]),
    );
    image.assertUnmoved();
    return {
      engine: 'native',
      consistency: 'locked',
      capture,
      ...facts,
      pageCount: image.pageCount,
      ...artifact,
      compression: request.compression,
      sourceCheck,
    };
  } finally {
    growth.stop();
  }
}

async function hasRoom(directory: string, bytes: number): Promise<boolean> {
  const { bavail, blocks, bsize } = await statfs(directory).catch((error: unknown) => {
    throw directoryException(error, directory);
  });
  // The artifact comes beside the spool; it is seldom larger.
  // 0 of 0 blocks: the room is unknown, so it is tried.
  return blocks === 0 || bavail * bsize > 2 * bytes;
}
