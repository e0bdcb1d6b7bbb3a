import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { note } from '../note.ts';
import { runScript } from '../run-script.ts';

const PROGRAM = fileURLToPath(new URL('make_database.py', import.meta.url));
/** Part of the file names: increase it whenever the program creates other content. */
const CONTENT_VERSION = 1;

/** A database to back up; sizes are nominal, in 10⁶ bytes. */
export interface ApplicationDatabase {
  readonly sizeMb: number;
  readonly path: string;
  readonly bytes: number;
}

/** Creates the database of a size in the directory, or uses the one of an earlier run. */
export async function applicationDatabase(directory: string, sizeMb: number): Promise<ApplicationDatabase> {
  const folder = join(directory, 'databases');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `app-${sizeMb}mb-v${CONTENT_VERSION}.db`);
  if (!existsSync(path)) {
    note(`making a database of ${sizeMb} MB`);
    await runScript('python3 "$PROGRAM" "$DATABASE" "$MEGABYTES"', {
      PROGRAM,
      DATABASE: path,
      MEGABYTES: String(sizeMb),
    });
  }
  return { sizeMb, path, bytes: statSync(path).size };
}
