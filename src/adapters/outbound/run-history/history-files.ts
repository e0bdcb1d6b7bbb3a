import { constants } from 'node:fs';
import { open, type FileHandle, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { assertSuitable, openFlag, readSmallFile } from '../files/read-small-file.ts';
import { randomBytes } from 'node:crypto';
import { isSystemError } from '../files/directory-exception.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeFile } from '../files/remove-file.ts';
import { countRuns } from './history-line.ts';

const LINE_END = 0x0a;
/** A pipe in its place must not be waited for. */
const APPEND =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | openFlag('O_NONBLOCK') | openFlag('O_NOFOLLOW');

/**
 * Appends a line durably, beside other processes that do the same: one system call in append mode for all of it, so
 * that no line is torn by another's.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  for (;;) {
    // Opened anew for each line: somebody may have set the file aside since, and the next one has its name now.
    const file = await open(path, APPEND, 0o600);
    try {
      const facts = await file.stat();
      assertSuitable(facts, path, Number.POSITIVE_INFINITY);
      const { size } = facts;
      // What a crash tore must not swallow the line after it.
      await writeAtOnce(file, path, (await endsInMidLine(file, size)) ? `\n${line}\n` : `${line}\n`);
      await file.sync();
      if (size === 0) await syncDirectory(dirname(path));
      // Whoever set it aside between open and write may have dropped it as well: then the line is nowhere.
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
    details: { path },
  });
}

const ACTIVE = 'journal.jsonl';
/** The number says which came first, whatever the clock did; the rest keeps two processes' portions apart. */
const SEALED = /^journal-(\d+)-[0-9a-f]{8}\.jsonl$/;
const NUMBER_DIGITS = 6;

/** Of one file: a portion of the longest history is some megabytes. */
const MAX_PORTION_BYTES = 128 * 1024 ** 2;

/** The oldest runs go a tenth of the journal at a time. */
const PORTIONS = 10;

/**
 * The journal's files: `journal.jsonl`, which lines are appended to, and the portions of it that are full.
 *
 * A full file is renamed, and the next line begins a new one. Nothing is copied, so no line is lost between two copies,
 * and no lock is needed: who had the file open while it was renamed has written into the portion, which is read as
 * well; two that find it full at the same time leave one small portion more.
 */
export class HistoryFiles {
  readonly #directory: string;
  readonly #portionRuns: number;
  readonly #sealedRuns: number;

  /** @param maxRuns the most runs in all files together */
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
    // A journal that grows too long until the next append is no reason to lose this line.
    await this.#sealWhenFull(line).catch(() => undefined);
    await appendLine(this.activePath, line);
  }

  /** The lines in the order in which they were written; a line may be there twice. */
  async lines(): Promise<readonly string[]> {
    // This one first: what is set aside after it was read is then among the portions, and nothing is missed.
    const active = await this.#read(ACTIVE);
    const sealed: string[] = [];
    for (const name of await this.#sealedNames()) sealed.push(await this.#read(name));
    return [...sealed, active].flatMap((text) => text.split('\n')).filter((line) => line !== '');
  }

  /** Before a new run only: what is told of one run stays together. */
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
    const names = await ifThere(readdir(this.#directory), []);
    return names
      .filter((name) => SEALED.test(name))
      .sort((left, right) => numberOf(left) - numberOf(right) || (left < right ? -1 : 1));
  }

  async #read(name: string): Promise<string> {
    const options = { maxBytes: MAX_PORTION_BYTES, followLinks: true };
    return ifThere(readSmallFile(join(this.#directory, name), options), '');
  }
}

function numberOf(name: string): number {
  return Number(SEALED.exec(name)?.[1] ?? 0);
}

async function ifThere<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
