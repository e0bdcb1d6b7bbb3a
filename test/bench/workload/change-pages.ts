import { fileURLToPath } from 'node:url';
import { runScript } from '../run-script.ts';

const PROGRAM = fileURLToPath(new URL('change_pages.py', import.meta.url));

export interface PageChange {
  readonly pages: number;
  readonly changed: number;
}

/** Changes pages at random, the same ones for the same seed. With 0 percent only the WAL is brought into the main file. */
export async function changePages(path: string, percent: number, seed: number): Promise<PageChange> {
  const { stdout } = await runScript('python3 "$PROGRAM" "$DATABASE" "$PERCENT" "$SEED"', {
    PROGRAM,
    DATABASE: path,
    PERCENT: String(percent),
    SEED: String(seed),
  });
  return JSON.parse(stdout) as PageChange;
}
