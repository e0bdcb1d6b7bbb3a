import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { directoryException, isSystemError, systemCodeOf } from '../files/directory-exception.ts';
import { setMode, isRefusedByFileSystem } from '../files/file-system-support.ts';
import { readFailureOf } from '../sqlite-file/source-file.ts';
import { TaskProcess, type StandbyProcess } from '../task-worker/task-process.ts';

const OWNER_ONLY = 0o600;
const OF_THE_DESTINATION = ['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG', 'EEXIST'];

interface SpoolCopyRequest {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a file, by reflink where possible. It closes a descriptor of the source, which drops all locks of its process
 * on that file: run it in its own process.
 *
 * @throws BackupDirectoryException no room, no permission
 * @throws DatabaseAccessException the source cannot be read
 */
export async function copyToSpool({ from, to }: SpoolCopyRequest): Promise<void> {
  try {
    await copyFast(from, to);
    await setMode(to, OWNER_ONLY);
  } catch (error) {
    throw (await sourceProblem(from, error)) ?? directoryException(error, to);
  }
}

/** libuv copies the mode of the source and fails where the file system refuses that. */
async function copyFast(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (!isRefusedByFileSystem(error)) throw error;
    await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: OWNER_ONLY }));
  }
}

/** The system error does not name the file that failed: try to read the source again. */
async function sourceProblem(from: string, error: unknown): Promise<unknown> {
  if (!isSystemError(error) || OF_THE_DESTINATION.includes(systemCodeOf(error))) return undefined;
  return readFailureOf(from);
}

/**
 * Copies a database to a spool in a second process: the copy closes a descriptor of the database, which would drop this
 * process's locks. It can start before the locks are taken: while they are held, writers wait.
 */
export class SpoolCopier {
  #process: StandbyProcess | undefined;

  standBy(): StandbyProcess {
    return (this.#process ??= startProcess());
  }

  /** @throws as copyToSpool */
  async copy(from: string, to: string): Promise<void> {
    const request: SpoolCopyRequest = { from, to };
    // No signal: a cancelled capture kills this process, and its child ends with it.
    const { signal } = new AbortController();
    await this.standBy().run('copy-to-spool', request, { signal });
  }

  /** Ends the process. Idempotent. */
  async dismiss(): Promise<void> {
    await this.#process?.dismiss();
  }
}

function startProcess(): StandbyProcess {
  const entry = process.argv[1];
  if (entry === undefined) throw new TypeError('the task worker does not know its entry file');
  return new TaskProcess(entry, { isWaitedFor: true }).standBy();
}
