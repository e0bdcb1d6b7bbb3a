import { type FileHandle, open } from 'node:fs/promises';
import { constants } from 'node:fs';
import type { LoggedRun, RunLog, RunLogOptions } from '../../../application/ports/run-log.ts';
import type { LogLine } from '../../../domain/history/log-line.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { openFlag } from '../files/read-small-file.ts';
import { parseRecord } from './parse-record.ts';
import { MIB, MINUTE_MS } from '../../../domain/units.ts';

const BLOCK_BYTES = 256 * 1024;
/** Our records are shorter. */
const MAX_LINE_BYTES = 4 * MIB;
const LINE_FEED = 0x0a;

/**
 * The lines of a file from its end to its start, block by block; within a block in file order. A line longer than any
 * record is skipped.
 *
 * @param maxBytes how much of the file's end is read
 */
async function* linesBackwards(file: FileHandle, maxBytes: number): AsyncGenerator<readonly Buffer[]> {
  const { size } = await file.stat();
  const start = Math.max(0, size - maxBytes);
  /** The start of the next block, which completes the last line of this one. */
  let rest: Buffer = Buffer.alloc(0);
  for (let end = size; end > start;) {
    const length = Math.min(BLOCK_BYTES, end - start);
    end -= length;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, end);
    const block = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    // The text before the first line feed belongs to a line of an earlier block.
    const first = end === 0 ? 0 : block.indexOf(LINE_FEED) + 1;
    if (end > 0 && first === 0) {
      rest = block.length > MAX_LINE_BYTES ? Buffer.alloc(0) : block;
      continue;
    }
    rest = block.subarray(0, first);
    yield split(block.subarray(first));
  }
}

function split(block: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < block.length;) {
    const next = block.indexOf(LINE_FEED, at);
    const end = next === -1 ? block.length : next;
    if (end > at) lines.push(block.subarray(at, end));
    at = end + 1;
  }
  return lines;
}

/** The log file and its rotated files, newest first. */
const SUFFIXES = ['', '.1', '.2', '.3', '.4', '.5'];
const MAX_BYTES = 64 * MIB;
/** Several processes write to one log file, so its lines are only roughly in order. */
const DISORDER_MS = MINUTE_MS;

/** Reads the log file backwards from its end to the start of the run. */
export class FilesystemRunLog implements RunLog {
  readonly #logFile: string | undefined;
  readonly #maxBytes: number;

  /**
   * @param logFile absolute path; `undefined` without a log file
   * @param maxBytes how much is read, rotated files included
   */
  constructor(logFile: string | undefined, maxBytes: number = MAX_BYTES) {
    this.#logFile = logFile;
    this.#maxBytes = maxBytes;
  }

  async read(run: LoggedRun, { limit, signal }: RunLogOptions): Promise<readonly LogLine[]> {
    signal?.throwIfAborted();
    if (this.#logFile === undefined) return [];
    const search = new Search(run, limit);
    let left = this.#maxBytes;
    for (const suffix of SUFFIXES) {
      if (search.isOver || left <= 0) break;
      left -= await searchFile(this.#logFile + suffix, left, search, signal);
    }
    return search.lines();
  }
}

/** @returns how many bytes were searched */
async function searchFile(
  path: string,
  maxBytes: number,
  search: Search,
  signal: AbortSignal | undefined,
): Promise<number> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | openFlag('O_NONBLOCK'));
    const facts = await file.stat();
    // A pipe or a terminal never ends.
    if (!facts.isFile()) return 0;
    for await (const lines of linesBackwards(file, maxBytes)) {
      signal?.throwIfAborted();
      search.searchLines(lines);
      if (search.isOver) break;
    }
    return facts.size;
  } catch (error) {
    signal?.throwIfAborted();
    // Missing or unreadable: the run is reported without its log lines.
    if (isSystemError(error)) return 0;
    throw error;
  } finally {
    await file?.close();
  }
}

/** The lines of one run, found backwards in time. */
class Search {
  readonly #id: string;
  /** The id as it appears in a record. */
  readonly #idText: string;
  readonly #sinceMs: number;
  readonly #limit: number;
  #found: LogLine[] = [];
  #isBefore = false;

  constructor({ id, startedAt }: LoggedRun, limit: number) {
    this.#id = id;
    this.#idText = JSON.stringify(id);
    this.#sinceMs = startedAt.getTime() - DISORDER_MS;
    this.#limit = limit;
  }

  /** No older line can belong to the run. */
  get isOver(): boolean {
    return this.#isBefore || this.#found.length >= this.#limit;
  }

  /** @param lines the lines before those searched so far, in file order */
  searchLines(lines: readonly Buffer[]): void {
    const found = lines.filter((line) => line.includes(this.#idText)).flatMap((line) => this.#match(line));
    this.#found = [...found, ...this.#found];
    // Most blocks have no line of the run: one line gives the block's time.
    const [first] = lines;
    const at = first === undefined ? undefined : parseRecord(first.toString('utf8'))?.at;
    if (at !== undefined && at.getTime() < this.#sinceMs) this.#isBefore = true;
  }

  lines(): readonly LogLine[] {
    return this.#found.slice(-this.#limit);
  }

  #match(line: Buffer): readonly LogLine[] {
    const record = parseRecord(line.toString('utf8'));
    if (record?.run !== this.#id) return [];
    const { at, level, message, fields } = record;
    return [{ at, level, message, fields }];
  }
}
