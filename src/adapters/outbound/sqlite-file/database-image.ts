import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import {
  emptyDatabase,
  isSchemaEmpty,
  lockBytePage,
  parseDatabaseHeader,
  type DatabaseHeader,
} from './database-header.ts';
import { readCommittedFrames, type CommittedFrames } from './write-ahead-log.ts';

/** How many bytes of another file are examined to name its kind. */
const FIRST_BYTES = 4096;

/** How the files make one database. */
interface ImagePlan {
  /** Of page 1 after the last commit. */
  readonly header: DatabaseHeader;
  readonly pageCount: number;
  readonly bytes: number;
  /** `undefined` when the main file alone is the database. */
  readonly frames: CommittedFrames | undefined;
}

/** The main file's first page at least, and its size. */
interface MainFile {
  readonly start: Buffer;
  readonly sizeBytes: number;
}

/**
 * How a main file and its `-wal` make one database: page count and the frames that replace pages of the main file.
 *
 * All committed frames count, even checkpointed ones: a checkpoint may be half done.
 *
 * @throws DatabaseCorruptedException not a database, without a table, shorter than its header says, or with another
 *   database's write-ahead log
 */
export function planImage(main: MainFile, wal: Buffer, path: string): ImagePlan {
  const frames = readCommittedFrames(wal);
  const page1Frame = frames?.frameOfPage.get(1);
  const page1 =
    frames === undefined || page1Frame === undefined
      ? main.start
      : wal.subarray(page1Frame, page1Frame + frames.pageSize);
  const header = parseDatabaseHeader(page1.subarray(0, FIRST_BYTES), path);
  if (frames !== undefined && frames.pageSize !== header.pageSize) throw foreignLog(path, header, frames);
  if (isSchemaEmpty(page1)) throw emptyDatabase(path);
  const pageCount = frames?.databasePages ?? pagesOfMain(header, main.sizeBytes, path);
  return { header, pageCount, bytes: pageCount * header.pageSize, frames };
}

/**
 * The database as one file of `plan.bytes`. Pages in neither file are zeros, as SQLite reads them; so is the lock-byte
 * page. Reuses the main file's buffer where that is long enough.
 */
export function composeImage(main: Buffer, wal: Buffer, plan: ImagePlan): Buffer {
  const { pageSize } = plan.header;
  const image = main.length >= plan.bytes ? main.subarray(0, plan.bytes) : enlarged(main, plan.bytes);
  for (const [page, offset] of plan.frames?.frameOfPage ?? []) {
    // A later transaction truncated the pages beyond the last commit's size.
    if (page <= plan.pageCount) wal.copy(image, (page - 1) * pageSize, offset, offset + pageSize);
  }
  const lockByteOffset = (lockBytePage(pageSize) - 1) * pageSize;
  image.fill(0, Math.min(lockByteOffset, plan.bytes), Math.min(lockByteOffset + pageSize, plan.bytes));
  return image;
}

function enlarged(main: Buffer, bytes: number): Buffer {
  const image = Buffer.alloc(bytes);
  main.copy(image);
  return image;
}

function pagesOfMain(header: DatabaseHeader, sizeBytes: number, path: string): number {
  const pagesInFile = Math.ceil(sizeBytes / header.pageSize);
  const pages = header.databasePages ?? pagesInFile;
  if (pages <= pagesInFile) return pages;
  throw new DatabaseCorruptedException(
    `${path} is damaged: its header says ${pages} pages, the file has ${pagesInFile}`,
    {
      hint: 'A full disk or an unfinished copy has truncated the file. Restore the last good backup.',
      details: { path, header_pages: pages, file_pages: pagesInFile },
    },
  );
}

function foreignLog(
  path: string,
  header: DatabaseHeader,
  frames: CommittedFrames,
): DatabaseCorruptedException {
  return new DatabaseCorruptedException(
    `${path}-wal is not this database's: its pages have ${frames.pageSize} bytes, the database's ${header.pageSize}`,
    {
      hint: 'The main file was replaced while an old -wal stayed. Restore the file that belongs to the -wal.',
      details: { path, page_size: header.pageSize, wal_page_size: frames.pageSize },
    },
  );
}
