import { createReadStream, createWriteStream, type BigIntStats } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from 'node:sqlite';
import { JOURNAL_MAGIC, superJournalOf } from '../sqlite-file/rollback-journal.ts';
import { removeInDirectory } from '../files/remove-file.ts';
import { sha256OfFile } from '../files/file-bytes.ts';
import { exists } from '../files/existing-files.ts';
import { MIB } from '../../../domain/units.ts';

const READ_BYTES = MIB;

/**
 * A writer that died left a hot journal: the main file holds half a transaction. Copies database and journal while
 * nothing changes them, and lets SQLite roll the copy back. The source stays unchanged.
 *
 * @param cause thrown when the files change meanwhile: an application is writing
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
  await removeSuperJournalName(`${copyPath}-journal`);
  const recovered = new DatabaseSync(copyPath);
  try {
    // The first read rolls the hot journal back. It must not read the schema: a newer SQLite may have written it.
    recovered.prepare('PRAGMA schema_version').get();
  } finally {
    recovered.close();
  }
}

/**
 * An existing super-journal means that the transaction was not committed: roll the copy back. SQLite would delete the
 * super-journal when it misses the journals named in it, so remove its name from the copy of the journal. Keep the name
 * of a missing one: SQLite then takes the transaction as committed and keeps the content.
 */
async function removeSuperJournalName(journalPath: string): Promise<void> {
  const name = await superJournalOf(journalPath);
  if (name === undefined || !(await exists(name))) return;
  const { size } = await stat(journalPath);
  await truncate(journalPath, size - JOURNAL_MAGIC.length);
}

/** Not copyFile: libuv's copy never ends when the unlocked source shrinks meanwhile. */
async function copy(from: string, to: string): Promise<void> {
  const options = { highWaterMark: READ_BYTES };
  await pipeline(
    createReadStream(from, options),
    createWriteStream(to, { ...options, flags: 'wx', mode: 0o600 }),
  );
}

/** Identity, size and times of both files; `undefined` when one is missing. */
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
  return sha256OfFile(path).catch(() => undefined);
}
