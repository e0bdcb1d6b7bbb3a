import { randomBytes } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../codec/directory-exception.ts';
import { syncDirectory } from '../codec/durability.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeFile } from '../files/remove-file.ts';
import { appendLine } from './append-line.ts';
import { countRuns } from './history-line.ts';

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
