import fs, { type Stats } from 'node:fs';
import { isRefusedByFileSystem } from '../codec/unsupported.ts';

/** A clock of the server that differs by more would make a held lock look stale, or a stale one held. */
const MAX_CLOCK_DIFFERENCE_MS = 4_000;

type Callback = (error: NodeJS.ErrnoException | null) => void;
type StatsCallback = (error: NodeJS.ErrnoException | null, stats?: Stats) => void;

interface Beat {
  /** The time that proper-lockfile asked for. */
  readonly asked: Date;
  /** What the file system made of it. */
  readonly inode: number;
  readonly mtimeMs: number;
}

/** The last heartbeat of each lock of this process. */
const beats = new Map<string, Beat>();

/**
 * The calls of proper-lockfile, for file systems that refuse to set a file's time (shares where every file seems to
 * belong to another user) or round it (2 s on FAT). The library takes its lock for lost when the time that it reads is
 * not the one that it set, so `stat` answers with the time that was asked for as long as the lock is unchanged.
 */
export const HEARTBEAT_FILE_SYSTEM = {
  mkdir(path: string, done: Callback): void {
    fs.mkdir(path, done);
  },
  rmdirSync(path: string): void {
    fs.rmdirSync(path);
  },
  utimes(path: string, atime: Date, mtime: Date, done: Callback): void {
    fs.utimes(path, atime, mtime, (refusal) => {
      if (refusal === null) remember(path, mtime, done);
      else if (!isRefusedByFileSystem(refusal)) done(refusal);
      else touch(path, mtime, refusal, done);
    });
  },
  stat(path: string, done: StatsCallback): void {
    fs.stat(path, (error, stats) => {
      if (error !== null) {
        done(error);
        return;
      }
      const beat = beats.get(path);
      if (beat?.inode === stats.ino && beat.mtimeMs === stats.mtimeMs) stats.mtime = beat.asked;
      done(null, stats);
    });
  },
  rmdir(path: string, done: Callback): void {
    beats.delete(path);
    // A process that was killed in `touch` leaves an entry.
    fs.rmdir(path, (error) => {
      if (error?.code === 'ENOTEMPTY') fs.rm(path, { recursive: true }, done);
      else done(error);
    });
  },
};

/** An entry that comes and goes changes the time of the directory that holds it, whichever user owns that. */
function touch(path: string, asked: Date, refusal: NodeJS.ErrnoException, done: Callback): void {
  const entry = `${path}/beat`;
  fs.mkdir(entry, (mkdirFailure) => {
    fs.rmdir(entry, (rmdirFailure) => {
      if (rmdirFailure === null) remember(path, asked, refuseWhenFarOff);
      else done(mkdirFailure ?? rmdirFailure);
    });
  });
  function refuseWhenFarOff(error: NodeJS.ErrnoException | null): void {
    const difference = Date.now() - (beats.get(path)?.mtimeMs ?? 0);
    const isFarOff = Math.abs(difference) > MAX_CLOCK_DIFFERENCE_MS;
    done(error ?? (isFarOff ? refusal : null));
  }
}

function remember(path: string, asked: Date, done: Callback): void {
  fs.stat(path, (error, stats) => {
    if (error === null) beats.set(path, { asked, inode: stats.ino, mtimeMs: stats.mtimeMs });
    done(error);
  });
}
