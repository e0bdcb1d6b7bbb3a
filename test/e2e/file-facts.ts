import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Owner and mode of a file; its digest too, unless it is every reader's scratch pad. */
export interface FileFacts {
  readonly name: string;
  readonly owner: string;
  readonly mode: string;
  readonly sha256: string | undefined;
}

export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A database and all that SQLite keeps beside it. */
export function factsOfDatabase(path: string): readonly FileFacts[] {
  return readdirSync(dirname(path))
    .filter((name) => name === basename(path) || name.startsWith(`${basename(path)}-`))
    .sort()
    .map((name) => {
      const file = join(dirname(path), name);
      const { uid, gid, mode } = statSync(file);
      const sha256 = name.endsWith('-shm') ? undefined : sha256Of(file);
      return { name, owner: `${uid}:${gid}`, mode: mode.toString(8), sha256 };
    });
}
