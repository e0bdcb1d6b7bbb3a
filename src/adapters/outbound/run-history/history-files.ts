import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import { unlessMissing } from '../files/existing-files.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { assertSuitable, openFlag, readSmallFile } from '../files/read-small-file.ts';
import { removeFile } from '../files/remove-file.ts';
import { countRuns } from './history-line.ts';
import { MIB } from '../../../domain/units.ts';

const LINE_END = 0x0a;
/** Must not block on a named pipe. */
const APPEND =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | openFlag('O_NONBLOCK') | openFlag('O_NOFOLLOW');

/**
 * Appends a line durably while other processes do the same: one write call in append mode, so that lines do not
 * interleave.
 */
async function appendLine(path: string, line: string): Promise<void> {
  for (;;) {
    // Open the file for each line: another process may have renamed it since.
    const file = await open(path, APPEND, 0o600);
    try {
      const facts = await file.stat();
      assertSuitable(facts, path, Number.POSITIVE_INFINITY);
      const { size } = facts;
      // A line torn by a crash must not swallow the next one.
      await writeAtOnce(file, path, (await endsInMidLine(file, size)) ? `\n${line}\n` : `${line}\n`);
      await file.sync();
      if (size === 0) await syncDirectory(dirname(path));
      // The file may have been removed between open and write: then append again.
      if ((await file.stat()).nlink > 0) return;
    } finally {
      await file.close();
    }
  }
}

async function endsInMidLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== LINE_END;
}

async function writeAtOnce(file: FileHandle, path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, null);
  if (bytesWritten === bytes.length) return;
  throw new BackupDirectoryException(`no room left: ${path}`, {
    hint: 'Free disk space, clean up old backups (backup-manager cleanup) or move backup_dir to a larger disk.',
    details: { reason: NO_SPACE, path },
  });
}

const ACTIVE = 'journal.jsonl';
/** Ordered by number, whatever the clock did. The rest keeps the files of two processes apart. */
const SEALED = /^journal-(\d+)-[0-9a-f]{8}\.jsonl$/;
const NUMBER_DIGITS = 6;

/** Maximum size of one file; the longest history has some megabytes. */
const MAX_PORTION_BYTES = 128 * MIB;

/** The oldest runs are removed a tenth of the history at a time. */
const PORTIONS = 10;

/**
 * The files of the history: `journal.jsonl`, which grows, and the full portions.
 *
 * A full file is renamed, and the next line creates a new one. Nothing is copied, so no line is lost, and no lock is
 * needed: a process that had the file open during the rename writes into the portion, which is read too. Two processes
 * that find it full at the same time leave one small portion more.
 */
export class HistoryFiles {
  readonly #directory: string;
  readonly #portionRuns: number;
  readonly #sealedRuns: number;

  /** @param maxRuns the maximum number of runs in all files */
  constructor(directory: string, maxRuns: number) {
    this.#directory = directory;
    this.#portionRuns = Math.ceil(maxRuns / PORTIONS);
    this.#sealedRuns = maxRuns - this.#portionRuns;
  }

  get activePath(): string {
    return join(this.#directory, ACTIVE);
  }

  async append(line: string): Promise<void> {
    await makeDirectory(this.#directory);
    // A failed rename must not lose this line; the next append tries again.
    await this.#sealWhenFull(line).catch(() => undefined);
    await appendLine(this.activePath, line);
  }

  /** The lines in the order of writing; a line may appear twice. */
  async lines(): Promise<readonly string[]> {
    // Read it first: if it is renamed after this, its content is read again with the portions.
    const active = await this.#read(ACTIVE);
    const sealed: string[] = [];
    for (const name of await this.#sealedNames()) sealed.push(await this.#read(name));
    return [...sealed, active].flatMap((text) => text.split('\n')).filter((line) => line !== '');
  }

  /** Only before a new run, so that the records of one run stay together. */
  async #sealWhenFull(nextLine: string): Promise<void> {
    const active = await this.#read(ACTIVE);
    const runs = countRuns(active);
    if (runs < this.#portionRuns || countRuns(`${active}\n${nextLine}`) === runs) return;
    const newest = (await this.#sealedNames()).at(-1) ?? '';
    const number = String(numberOf(newest) + 1).padStart(NUMBER_DIGITS, '0');
    const name = `journal-${number}-${randomBytes(4).toString('hex')}.jsonl`;
    await rename(this.activePath, join(this.#directory, name));
    await this.#dropOldest();
    await syncDirectory(this.#directory);
  }

  async #dropOldest(): Promise<void> {
    let runs = 0;
    for (const name of [...(await this.#sealedNames())].reverse()) {
      if (runs >= this.#sealedRuns) await removeFile(join(this.#directory, name));
      else runs += countRuns(await this.#read(name));
    }
  }

  /** Oldest first. */
  async #sealedNames(): Promise<readonly string[]> {
    const names = (await unlessMissing(readdir(this.#directory))) ?? [];
    return names
      .filter((name) => SEALED.test(name))
      .sort((left, right) => numberOf(left) - numberOf(right) || (left < right ? -1 : 1));
  }

  async #read(name: string): Promise<string> {
    const options = { maxBytes: MAX_PORTION_BYTES, followLinks: true };
    return (await unlessMissing(readSmallFile(join(this.#directory, name), options))) ?? '';
  }
}

function numberOf(name: string): number {
  return Number(SEALED.exec(name)?.[1] ?? 0);
}
