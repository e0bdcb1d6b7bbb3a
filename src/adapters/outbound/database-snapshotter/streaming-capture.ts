import { statSync } from 'node:fs';
import { statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  CapturedArtifact,
  CaptureProgress,
  ChangeFacts,
} from '../../../application/ports/database-snapshotter.ts';
import type { CaptureMethod } from '../../../domain/backup/manifest.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { StreamingUnsupportedError, LiveImage } from '../sqlite-file/live-image.ts';
import type { SnapshotFacts } from '../sqlite-file/read-transaction.ts';
import { SourceChangedError } from '../sqlite-file/source-changed.ts';
import { isHotJournal } from '../sqlite-file/sqlite-error.ts';
import { SnapshotThread } from './snapshot-thread.ts';
import { SpoolCopier } from './spool-copy.ts';
import { asFull, writeImage } from './write-image.ts';
import type { CaptureTask } from '../task-worker/tasks.ts';
import type { PageTableWriter } from '../sqlite-file/page-table-file.ts';
import { MIB } from '../../../domain/units.ts';

/** A message of the child process: progress, or why it chose its way to capture. */
export type CaptureReport = CaptureProgress | { readonly detail: string };

export type ReportProgress = (progress: CaptureProgress) => void;

export interface CaptureReporter {
  readonly report: ReportProgress;
  readonly reportDetail: (detail: string) => void;
}

const LOOK_INTERVAL_MS = 200;

/** Watches the WAL during a capture: the read transaction keeps checkpoints from restarting it, so commits make it grow. */
class WalGrowth {
  readonly #walPath: string;
  readonly #maxBytes: number;
  readonly #startBytes: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(databasePath: string, maxBytes: number) {
    this.#walPath = `${databasePath}-wal`;
    this.#maxBytes = maxBytes;
    this.#startBytes = this.#size();
  }

  /** Bytes since the start of the watch. */
  bytes(): number {
    return Math.max(0, this.#size() - this.#startBytes);
  }

  /**
   * Waits for `work` while the WAL is below the limit.
   * @throws BackupCreationException the WAL grew beyond it
   */
  async guard<T>(work: Promise<T>): Promise<T> {
    const limitExceeded = new Promise<never>((_resolve, reject) => {
      clearInterval(this.#timer);
      this.#timer = setInterval(() => {
        if (this.bytes() > this.#maxBytes) reject(this.#limitExceeded());
      }, LOOK_INTERVAL_MS);
    });
    return Promise.race([work, limitExceeded]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #size(): number {
    return statSync(this.#walPath, { throwIfNoEntry: false })?.size ?? 0;
  }

  #limitExceeded(): BackupCreationException {
    const limitMb = String(Math.floor(this.#maxBytes / MIB));
    return new BackupCreationException(
      `the write-ahead log grew by more than max_wal_growth_mb (${limitMb} MB) during the capture`,
      {
        hint: 'Back up at a time with fewer writes, choose a faster compression, or raise max_wal_growth_mb.',
        details: { wal_growth_bytes: this.bytes() },
      },
    );
  }
}

/** What a way to capture gives; the page table still lacks the facts at its end. */
export interface Captured extends CapturedArtifact, ChangeFacts {
  readonly isUnchanged: boolean;
  readonly table?: PageTableWriter | undefined;
}

/** A source in an open read transaction: its pages, and the thread with the transaction. */
interface OpenSnapshot {
  readonly path: string;
  readonly image: LiveImage;
  readonly thread: SnapshotThread;
  readonly facts: SnapshotFacts;
}

/**
 * Captures a live database from its raw pages. A WAL database is streamed in its read transaction: its readers block no
 * writer. In other journal modes writers wait, so the database is first copied to a spool as fast as the disk can;
 * without room for a spool it is streamed too.
 *
 * @throws SourceChangedError, StreamingUnsupportedError as LiveImage; everything is closed by then
 */
export async function captureByStreaming(
  sourcePath: string,
  spoolPath: string,
  request: CaptureTask,
  { report, reportDetail }: CaptureReporter,
): Promise<Captured> {
  const copier = new SpoolCopier();
  try {
    return await withSnapshot(sourcePath, request, copyOrStream, (image) => {
      if (!image.headerSaysWal()) copier.standBy();
    });
  } finally {
    await copier.dismiss();
  }

  async function copyOrStream(snapshot: OpenSnapshot): Promise<Captured> {
    const { journalMode } = snapshot.facts;
    if (journalMode === 'wal') {
      reportDetail(
        'way: streamed under a read transaction, because writers of a WAL database do not wait for it',
      );
      return stream(snapshot, 'stream', request, report);
    }
    if (!(await hasRoom(dirname(spoolPath), snapshot.image.bytes))) {
      reportDetail(
        'way: streamed under a read transaction, because there is no room for a copy; writers wait',
      );
      return stream(snapshot, 'stream', request, report);
    }
    reportDetail(`way: copied first, because writers wait in journal mode ${journalMode}`);
    report({ phase: 'capturing', doneBytes: 0, totalBytes: snapshot.image.bytes });
    await removeInDirectory(spoolPath);
    await copier.copy(snapshot.path, spoolPath);
    snapshot.image.assertUnchanged();
    await releaseSnapshot(snapshot);
    // The file may be longer than the database in it.
    await withDirectoryErrors(spoolPath, () => truncate(spoolPath, snapshot.image.bytes));
    return captureFile(spoolPath, request, report);
  }
}

/** Captures a file that only this process uses: a spool or a recovered copy. */
export async function captureFile(
  path: string,
  request: CaptureTask,
  report: ReportProgress,
): Promise<Captured> {
  return withDirectoryErrors(path, () =>
    withSnapshot(path, request, (snapshot) => stream(snapshot, 'spool', request, report)),
  );
}

async function withSnapshot(
  path: string,
  request: CaptureTask,
  work: (snapshot: OpenSnapshot) => Promise<Captured>,
  beforeLock: (image: LiveImage) => void = () => undefined,
): Promise<Captured> {
  // The main file first: its descriptor must exist before SQLite's locks and close after them.
  const image = LiveImage.open(path);
  const thread = new SnapshotThread();
  const snapshot = { path, image, thread };
  try {
    beforeLock(image);
    const facts = await thread.open(path, request.busyTimeoutMs);
    await image.plan(facts);
    const captured = await work({ ...snapshot, facts });
    await releaseSnapshot(snapshot);
    return captured;
  } catch (error) {
    // Otherwise the process ends with this answer, which drops its locks: do not wait for a long check.
    if (mayBeFollowed(error)) await releaseSnapshot(snapshot);
    throw error;
  }
}

/** Another attempt or another way follows, which needs everything closed. */
function mayBeFollowed(error: unknown): boolean {
  return (
    error instanceof SourceChangedError || error instanceof StreamingUnsupportedError || isHotJournal(error)
  );
}

/** SQLite closes first. Idempotent. */
async function releaseSnapshot({ thread, image }: Pick<OpenSnapshot, 'thread' | 'image'>): Promise<void> {
  await thread.close();
  image.close();
}

async function stream(
  { path, image, thread, facts }: OpenSnapshot,
  capture: CaptureMethod,
  request: CaptureTask,
  report: ReportProgress,
): Promise<Captured> {
  const growth = new WalGrowth(path, request.maxWalGrowthBytes);
  const totalBytes = image.bytes;
  try {
    const write = (wanted: CaptureTask) =>
      writeImage(image, wanted, (doneBytes) => {
        report({ phase: 'capturing', doneBytes, totalBytes, walGrowthBytes: growth.bytes() });
      });
    const [written, sourceCheck] = await growth.guard(
      Promise.all([write(request), thread.check(request.sourceCheck)]),
    );
    image.rewind();
    const isFull = !written.isUnchanged && written.frames === undefined;
    const isWanted = isFull || sourceCheck.result !== 'failed';
    if (!isWanted) await removeInDirectory(request.destinationPath);
    const artifact = isWanted ? written : await growth.guard(write(asFull(request)));
    image.assertUnchanged();
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
  const { bavail, blocks, bsize } = await withDirectoryErrors(directory, () => statfs(directory));
  // The spool and its artifact, which is seldom larger. 0 of 0 blocks: the free space is unknown, so try.
  return blocks === 0 || bavail * bsize > 2 * bytes;
}
