import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type BigIntStats } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from 'node:sqlite';
import { JOURNAL_MAGIC } from '../sqlite-file/rollback-journal.ts';
import { superJournalOf } from '../sqlite-file/super-journal.ts';
import { removeInDirectory } from '../files/remove-file.ts';

const READ_BYTES = 1024 * 1024;

/**
 * A writer that died left a hot journal: the main file is in the middle of a transaction. The source stays as it is;
 * database and journal are copied aside while nothing changes them, and SQLite rolls the copy back.
 *
 * @param cause what is thrown when the two files cannot be had stable: an application is at work on them
 */
export async function recoverCopy(sourcePath: string, copyPath: string, cause: unknown): Promise<void> {
  const before = await factsOf(sourcePath);
  for (const suffix of ['', '-journal']) {
    await removeInDirectory(copyPath + suffix);
    await copy(sourcePath + suffix, copyPath + suffix).catch(() => {
      throw cause;
    });
  }
  const isStable =
    before !== undefined &&
    before === (await factsOf(sourcePath)) &&
    (await digestOf(sourcePath)) === (await digestOf(copyPath)) &&
    (await digestOf(`${sourcePath}-journal`)) === (await digestOf(`${copyPath}-journal`)) &&
    before === (await factsOf(sourcePath));
  if (!isStable) throw cause;
  await forgetSuperJournal(`${copyPath}-journal`);
  const recovered = new DatabaseSync(copyPath);
  try {
    // The first read finds the hot journal and rolls it back. It reads no schema: another SQLite may have written it.
    recovered.prepare('PRAGMA schema_version').get();
  } finally {
    recovered.close();
  }
}

/**
 * A super-journal that exists means that the transaction was not committed: the copy is rolled back like any other.
 * SQLite itself would delete the super-journal where it finds none of the journals that it names, so the copy of the
 * journal names it no more. One that is missing in the database's own directory stays named: SQLite takes it for a
 * commit, and keeps what the database has.
 */
async function forgetSuperJournal(journalPath: string): Promise<void> {
  const name = await superJournalOf(journalPath);
  if (name === undefined || !(await exists(name))) return;
  const { size } = await stat(journalPath);
  await truncate(journalPath, size - JOURNAL_MAGIC.length);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Not by copyFile: without a lock the source may shrink meanwhile, and then libuv's copy never ends. */
async function copy(from: string, to: string): Promise<void> {
  const options = { highWaterMark: READ_BYTES };
  await pipeline(
    createReadStream(from, options),
    createWriteStream(to, { ...options, flags: 'wx', mode: 0o600 }),
  );
}

/** Identity, size and times of both files; `undefined` when one is not there. */
async function factsOf(path: string): Promise<string | undefined> {
  const both = await Promise.all(
    [path, `${path}-journal`].map((file) => stat(file, { bigint: true }).catch(() => undefined)),
  );
  return both.some((facts) => facts === undefined) ? undefined : both.map(fingerprint).join(' ');
}

function fingerprint(facts: BigIntStats | undefined): string {
  return [facts?.dev, facts?.ino, facts?.size, facts?.mtimeNs, facts?.ctimeNs].join('/');
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }))
      hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
