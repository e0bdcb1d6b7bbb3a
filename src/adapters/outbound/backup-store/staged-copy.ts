import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compressionOfFilename } from '../../../domain/backup/compression.ts';
import { DAY_MS } from '../../../domain/units.ts';
import { writeNewFile } from '../files/atomic-write.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { stagedDatabase } from '../files/state-layout.ts';

/**
 * Writes a staged copy. First removes the copies that killed runs left: no sweep of a run reaches the staging of another
 * store.
 * @throws as writeNewFile
 */
export async function stageCopy(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  directory: string,
): Promise<void> {
  await withDirectoryErrors(directory, () => makeDirectory(dirname(path)));
  await removeAbandonedCopies(path).catch(() => undefined);
  await writeNewFile(path, pieces, directory);
}

/** Another host may be placing a copy now: only files older than a day by the clock of their disk are abandoned. */
async function removeAbandonedCopies(path: string): Promise<void> {
  const staging = dirname(path);
  const stamp = `${path}.time`;
  try {
    await writeFile(stamp, '', { flag: 'wx', mode: 0o600 });
    const { mtimeMs: nowMs } = await stat(stamp);
    for (const name of await readdir(staging)) {
      const isCopy = stagedDatabase(name) !== undefined && compressionOfFilename(name) !== undefined;
      if (!isCopy) continue;
      const file = join(staging, name);
      if (nowMs - (await stat(file)).mtimeMs > DAY_MS) await removeQuietly(file);
    }
  } finally {
    await removeQuietly(stamp);
  }
}
